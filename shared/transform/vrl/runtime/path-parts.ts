/** The parts of a path of files as Rust's `components` gives them: the root, and what stands between slashes. */
export function pathParts(path: string): string[] {
  const parts = path
    .split('/')
    .filter((part, index) => part !== '' && (part !== '.' || index === 0));
  return path.startsWith('/') ? ['/', ...parts] : parts;
}
