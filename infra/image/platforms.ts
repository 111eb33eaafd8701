/** A machine that an image is made for, by the names that each supplier has for it. */
export interface Platform {
  /** As the image index has it. */
  readonly name: 'linux/amd64' | 'linux/arm64';
  readonly architecture: 'amd64' | 'arm64';
  /** npm's. */
  readonly cpu: 'x64' | 'arm64';
}

export const platforms: readonly Platform[] = [
  { name: 'linux/amd64', architecture: 'amd64', cpu: 'x64' },
  { name: 'linux/arm64', architecture: 'arm64', cpu: 'arm64' },
];
