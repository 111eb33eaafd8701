import { snappyDecompress } from '@platformatic/wasm-utils/bundled';

/** What Java's producer begins a stream with: this mark, two version numbers, then blocks with their lengths. */
const xerialMark = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;

/**
 * Undoes snappy in both of the forms that are found in Kafka: framed by Java's producers (xerial), a bare block by
 * others. Every block tells its size first, so the output is measured before any of it is made.
 * @throws {RangeError} more than `maxBytes` would come out; {Error} the data are damaged
 */
export function decompressSnappy(input: Buffer, maxBytes: number): Buffer {
  const blocks = isXerial(input) ? xerialBlocks(input) : [input];
  let size = 0;
  for (const block of blocks) size += uncompressedLength(block);
  if (size > maxBytes) throw new RangeError(`snappy data of ${size} bytes`);
  if (blocks.length === 1) return decompressBlock(blocks[0]!);
  const output = Buffer.allocUnsafe(size);
  let at = 0;
  for (const block of blocks) at += decompressBlock(block).copy(output, at);
  return at === size ? output : output.subarray(0, at);
}

function isXerial(input: Buffer): boolean {
  return input.length >= xerialHeaderBytes && xerialMark.compare(input, 0, xerialMark.length) === 0;
}

function xerialBlocks(input: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  let at = xerialHeaderBytes;
  while (at < input.length) {
    // Streams that were appended to one another repeat the header between blocks.
    if (isXerial(input.subarray(at))) {
      at += xerialHeaderBytes;
      continue;
    }
    if (at + 4 > input.length) throw new Error('snappy frame is cut off');
    const length = input.readInt32BE(at);
    at += 4;
    if (length < 0 || at + length > input.length) throw new Error('snappy block is cut off');
    if (length > 0) blocks.push(input.subarray(at, at + length));
    at += length;
  }
  return blocks;
}

/** The size that a block says it has, a varint of up to 32 bits at its beginning. */
function uncompressedLength(block: Buffer): number {
  let length = 0;
  for (let i = 0; i < 5 && i < block.length; i++) {
    const byte = block[i]!;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return length;
  }
  throw new Error('snappy block has no length');
}

function decompressBlock(block: Buffer): Buffer {
  return snappyDecompress(block);
}
