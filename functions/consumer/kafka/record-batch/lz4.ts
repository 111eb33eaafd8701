import { lz4Decompress } from '@platformatic/wasm-utils/bundled';

const frameMagic = 0x184d2204;
const uncompressedFlag = 0x8000_0000;
/** An lz4 block can't grow by more than this: a length is told in steps of 255 a byte. */
const maxRatio = 255;

/**
 * Undoes an lz4 frame. The library can't be given a limit, so the frame's blocks are walked first: none may become
 * larger than the frame says blocks are, nor than 255 times itself.
 * @throws {RangeError} more than `maxBytes` could come out; {Error} the data are damaged
 */
export function decompressLz4(input: Buffer, maxBytes: number): Buffer {
  const bound = outputBound(input);
  if (bound > maxBytes) throw new RangeError(`lz4 data of up to ${bound} bytes`);
  return lz4Decompress(input);
}

/** The most that can come out of a frame, in bytes. */
function outputBound(input: Buffer): number {
  if (input.length < 7 || input.readUInt32LE(0) !== frameMagic) {
    throw new Error('lz4 data begin without the mark of a frame');
  }
  const flags = input[4]!;
  const blockMaxBytes = 2 ** (8 + 2 * ((input[5]! >>> 4) & 0b111));
  const hasContentSize = (flags & 0b1000) !== 0;
  const hasDictionary = (flags & 0b1) !== 0;
  const blockTrailer = (flags & 0b1_0000) !== 0 ? 4 : 0;
  let at = 7 + (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  let bound = 0;
  for (;;) {
    if (at + 4 > input.length) throw new Error('lz4 frame is cut off');
    const word = input.readUInt32LE(at);
    at += 4;
    if (word === 0) return bound;
    const stored = word >= uncompressedFlag;
    const length = stored ? word - uncompressedFlag : word;
    bound += Math.min(blockMaxBytes, stored ? length : length * maxRatio);
    at += length + blockTrailer;
  }
}
