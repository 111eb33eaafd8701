/** The hash of the last call of `xxh64`, in two halves of 32 bits. */
export interface Hash64 {
  high: number;
  low: number;
}

/** 64 bits as two halves, since bigints are some twenty times slower. Every operation is modulo 2^64, in place. */
class Word {
  high: number;
  low: number;

  constructor(high: number, low: number) {
    this.high = high | 0;
    this.low = low | 0;
  }

  set(high: number, low: number): this {
    this.high = high;
    this.low = low;
    return this;
  }

  add(high: number, low: number): this {
    const sum = (this.low >>> 0) + (low >>> 0);
    this.low = sum | 0;
    this.high = (this.high + high + (sum > 0xffff_ffff ? 1 : 0)) | 0;
    return this;
  }

  xor(high: number, low: number): this {
    this.high ^= high;
    this.low ^= low;
    return this;
  }

  multiply(by: Word): this {
    const { high, low } = this;
    const lowest = low & 0xffff;
    const lower = low >>> 16;
    const byLowest = by.low & 0xffff;
    const byLower = by.low >>> 16;
    const least = Math.imul(lowest, byLowest) >>> 0;
    const middle = lowest * byLower + lower * byLowest + (least >>> 16);
    const carried = lower * byLower + Math.floor(middle / 0x1_0000);
    this.low = (middle << 16) | (least & 0xffff);
    this.high = (carried + Math.imul(high, by.low) + Math.imul(low, by.high)) | 0;
    return this;
  }

  /** @param bits 1 to 31 */
  rotate(bits: number): this {
    const { high, low } = this;
    this.high = (high << bits) | (low >>> (32 - bits));
    this.low = (low << bits) | (high >>> (32 - bits));
    return this;
  }
}

const primes = [
  new Word(0x9e3779b1, 0x85ebca87),
  new Word(0xc2b2ae3d, 0x27d4eb4f),
  new Word(0x165667b1, 0x9e3779f9),
  new Word(0x85ebca77, 0xc2b2ae63),
  new Word(0x27d4eb2f, 0x165667c5),
] as const;
const [prime1, prime2, prime3, prime4, prime5] = primes;

const stripe = 32;
const lanes = [new Word(0, 0), new Word(0, 0), new Word(0, 0), new Word(0, 0)] as const;
const rotations = [1, 7, 12, 18] as const;
const hash = new Word(0, 0);
const lane = new Word(0, 0);

/**
 * xxHash's XXH64 with seed 0, which Parquet's bloom filters are made of.
 *
 * @returns the same object at each call
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export function xxh64(bytes: Buffer, start: number, end: number): Readonly<Hash64> {
  let at = start;
  if (end - start >= stripe) at = readStripes(bytes, start, end);
  else hash.set(prime5.high, prime5.low);
  hash.add(0, end - start);
  for (; end - at >= 8; at += 8) {
    mixRound(lane.set(0, 0), bytes.readInt32LE(at + 4), bytes.readInt32LE(at));
    hash.xor(lane.high, lane.low).rotate(27).multiply(prime1).add(prime4.high, prime4.low);
  }
  if (end - at >= 4) {
    lane.set(0, bytes.readInt32LE(at)).multiply(prime1);
    hash.xor(lane.high, lane.low).rotate(23).multiply(prime2).add(prime3.high, prime3.low);
    at += 4;
  }
  for (; at < end; at += 1) {
    lane.set(0, bytes[at] as number).multiply(prime5);
    hash.xor(lane.high, lane.low).rotate(11).multiply(prime1);
  }
  hash.xor(0, hash.high >>> 1).multiply(prime2);
  hash.xor(hash.high >>> 29, (hash.high << 3) | (hash.low >>> 29)).multiply(prime3);
  return hash.xor(0, hash.high);
}

/** Returns where the last whole stripe ends. */
function readStripes(bytes: Buffer, start: number, end: number): number {
  const [first, second, third, fourth] = lanes;
  first.set(prime1.high, prime1.low).add(prime2.high, prime2.low);
  second.set(prime2.high, prime2.low);
  third.set(0, 0);
  fourth.set(~prime1.high, ~prime1.low).add(0, 1);
  let at = start;
  for (; end - at >= stripe; at += stripe) {
    for (let index = 0; index < 4; index += 1) {
      const from = at + index * 8;
      mixRound(lanes[index] as Word, bytes.readInt32LE(from + 4), bytes.readInt32LE(from));
    }
  }
  hash.set(0, 0);
  for (const [index, { high, low }] of lanes.entries()) {
    lane.set(high, low).rotate(rotations[index] as number);
    hash.add(lane.high, lane.low);
  }
  for (const { high, low } of lanes) {
    mixRound(lane.set(0, 0), high, low);
    hash.xor(lane.high, lane.low).multiply(prime1).add(prime4.high, prime4.low);
  }
  return at;
}

const input = new Word(0, 0);

function mixRound(into: Word, high: number, low: number): void {
  input.set(high, low).multiply(prime2);
  into.add(input.high, input.low).rotate(31).multiply(prime1);
}
