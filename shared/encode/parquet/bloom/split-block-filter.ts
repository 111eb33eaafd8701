import { type Hash64, xxh64 } from '../../../xxh64.ts';
import type { EncodedValues } from '../leaf/leaf.ts';

/** A block is eight words, in each of which a value sets one bit. */
const blockBytes = 32;
const wordsOfBlock = 8;
/** The share of values that are not there, but seem to be. */
const falsePositives = 0.01;
const bitsPerValue = -8 / Math.log(1 - falsePositives ** (1 / 8));
/** Of one filter, as parquet-java has it; with more values than go in, more seem to be there. */
const maxBlocks = 1024 ** 2 / blockBytes;

const salts = Int32Array.of(
  0x47b6137b,
  0x44974d91,
  0x8824ad5b,
  0xa2b7289d,
  0x705495c7,
  0x2df1424b,
  0x9efc4947,
  0x5c6bfb31,
);

/**
 * Makes the bits of a split-block bloom filter, by which readers know that a value is not in a row group.
 *
 * @param values in Parquet's encoding PLAIN
 * @param width bytes of each value; null: their lengths stand before them
 * @see https://github.com/apache/parquet-format/blob/master/BloomFilter.md
 */
export function bloomFilterOf({ bytes, count }: EncodedValues, width: number | null): Buffer {
  let words = new Int32Array(blocksFor(count) * wordsOfBlock);
  let at = 0;
  for (let value = 0; value < count; value += 1) {
    const start = width === null ? at + 4 : at;
    const end = start + (width ?? bytes.readUInt32LE(at));
    insert(words, xxh64(bytes, start, end));
    at = end;
  }
  // values may be there many times over: as many blocks are enough as the bits that are set ask for
  const enough = blocksFor(distinctIn(words));
  while (words.length / wordsOfBlock >= enough * 2) words = folded(words);
  // as the machine has it, which is as Parquet does: the lowest byte first
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}

/** A power of two. */
function blocksFor(values: number): number {
  const blocks = (values * bitsPerValue) / (blockBytes * 8);
  return Math.min(maxBlocks, 2 ** Math.max(0, Math.ceil(Math.log2(blocks))));
}

function insert(words: Int32Array, { high, low }: Readonly<Hash64>): void {
  const block = Math.floor(((high >>> 0) * (words.length / wordsOfBlock)) / 2 ** 32);
  for (let word = 0; word < wordsOfBlock; word += 1) {
    const bit = Math.imul(low, salts[word] as number) >>> 27;
    const at = block * wordsOfBlock + word;
    words[at] = (words[at] as number) | (1 << bit);
  }
}

/** How many values seem to have set these bits. */
function distinctIn(words: Int32Array): number {
  let set = 0;
  for (const word of words) set += bitsSet(word);
  const clear = 1 - set / (words.length * 32);
  const blocks = words.length / wordsOfBlock;
  return clear === 0 ? Infinity : (blocks * Math.log(clear)) / Math.log(1 - 1 / 32);
}

function bitsSet(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** With half the blocks each value is in the block that two of them, side by side, become. */
function folded(words: Int32Array): Int32Array<ArrayBuffer> {
  const half = new Int32Array(words.length / 2);
  for (let at = 0; at < half.length; at += 1) {
    const word = at % wordsOfBlock;
    const from = (at - word) * 2 + word;
    half[at] = (words[from] as number) | (words[from + wordsOfBlock] as number);
  }
  return half;
}
