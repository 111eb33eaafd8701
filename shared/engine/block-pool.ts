/** Full size of a block: one gzip member or zstd frame, or one piece of an uncompressed body. */
export const blockBytes: number = 256 * 1024;

/** Blocks that wait to be used again, at most: 64 MiB, the default budget. They are never more than were in use at once. */
const keptBlocks = 256;

const free: Buffer[] = [];

/**
 * A full block. Reused because fresh memory costs a page fault every 4 KiB, which is more than writing the records
 * into it does.
 */
export function takeBlock(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
}

/** Gives a block back whose bytes nobody looks at any more; other sizes are left to the garbage collector. */
export function returnBlock(block: Buffer): void {
  if (block.length === blockBytes && free.length < keptBlocks) free.push(block);
}
