/** How the last block of 16 bytes is filled, and what tells where it ends. */
export interface Padding {
  /** What stands behind bytes to which `count` are missing, 1 to 16. */
  readonly fill: (count: number) => Buffer;
  /** How many bytes of a last block are padding; null: it is damaged. */
  readonly length: (block: Buffer) => number | null;
}

function told(block: Buffer): number | null {
  const count = block.at(-1) ?? 0;
  return count === 0 || count > block.length ? null : count;
}

function filled(count: number): Buffer {
  return Buffer.alloc(count, count);
}

export const paddings: ReadonlyMap<string, Padding> = new Map([
  [
    'PKCS7',
    {
      fill: filled,
      length: (block) => {
        const count = told(block);
        return count !== null && block.subarray(-count).every((byte) => byte === count)
          ? count
          : null;
      },
    },
  ],
  // chance would fill it, says the standard; VRL does not, and so the same becomes the same
  ['ISO10126', { fill: filled, length: told }],
  [
    'ANSIX923',
    {
      fill: (count) => Buffer.concat([Buffer.alloc(count - 1), Buffer.of(count)]),
      length: (block) => {
        const count = told(block);
        return count !== null && block.subarray(-count, -1).every((byte) => byte === 0)
          ? count
          : null;
      },
    },
  ],
  [
    'ISO7816',
    {
      fill: (count) => Buffer.concat([Buffer.of(0x80), Buffer.alloc(count - 1)]),
      length: (block) => {
        const mark = block.findLastIndex((byte) => byte !== 0);
        return mark !== -1 && block[mark] === 0x80 ? block.length - mark : null;
      },
    },
  ],
]);
