import {
  accumulateLong,
  avalanche,
  avalanche64,
  foldedProduct,
  long,
  low,
  mergeLanes,
  mix16,
  prime32,
  prime64,
  product,
  secret32,
  secret64,
} from './xxh3-parts.ts';

// XXH3 with seed 0, in bigints: what is hashed is short. The ways for lengths follow the specification:
// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md

const mixer = 0x9fb21c651e98df25n;
const half = 0xffffffffn;

export function xxh3In64(bytes: Buffer): bigint {
  const { length } = bytes;
  const size = BigInt(length);
  if (length === 0) return avalanche64(secret64(56) ^ secret64(64));
  if (length <= 3) return avalanche64(ends(bytes) ^ secret32(0) ^ secret32(4));
  if (length <= 8) {
    const word = BigInt(bytes.readUInt32LE(length - 4)) + (BigInt(bytes.readUInt32LE(0)) << 32n);
    let hash = word ^ secret64(8) ^ secret64(16);
    hash ^= rotate(hash, 49n) ^ rotate(hash, 24n);
    hash = low(hash * mixer);
    hash = low((hash ^ ((hash >> 35n) + size)) * mixer);
    return hash ^ (hash >> 28n);
  }
  if (length <= 16) {
    const first = bytes.readBigUInt64LE(0) ^ secret64(24) ^ secret64(32);
    const last = bytes.readBigUInt64LE(length - 8) ^ secret64(40) ^ secret64(48);
    return avalanche(low(size + swapped(first) + last + foldedProduct(first, last)));
  }
  let hash = size * prime64[0];
  if (length <= 128) {
    for (let at = ((length - 1) >> 5) * 16; at >= 0; at -= 16) {
      hash += mix16(bytes, at, at * 2) + mix16(bytes, length - 16 - at, at * 2 + 16);
    }
    return avalanche(low(hash));
  }
  if (length <= long) {
    for (let at = 0; at < 128; at += 16) hash += mix16(bytes, at, at);
    hash = avalanche(low(hash));
    for (let at = 128; at + 16 <= length; at += 16) hash += mix16(bytes, at, at - 128 + 3);
    return avalanche(low(hash + mix16(bytes, length - 16, 136 - 17)));
  }
  return mergeLanes(accumulateLong(bytes), 11, low(size * prime64[0]));
}

export function xxh3In128(bytes: Buffer): bigint {
  const { length } = bytes;
  const size = BigInt(length);
  if (length === 0) {
    return joined(
      avalanche64(secret64(64) ^ secret64(72)),
      avalanche64(secret64(80) ^ secret64(88)),
    );
  }
  if (length <= 3) {
    const word = ends(bytes);
    const turned = swapped(word) >> 32n;
    const other = ((turned << 13n) | (turned >> 19n)) & half;
    return joined(
      avalanche64(word ^ secret32(0) ^ secret32(4)),
      avalanche64(other ^ secret32(8) ^ secret32(12)),
    );
  }
  if (length <= 8) return upTo8(bytes);
  if (length <= 16) return upTo16(bytes);
  if (length > long) {
    const lanes = accumulateLong(bytes);
    return joined(
      mergeLanes(lanes, 11, low(size * prime64[0])),
      mergeLanes(lanes, 192 - 64 - 11, low(~(size * prime64[1]))),
    );
  }
  let pair: Pair = [low(size * prime64[0]), 0n];
  if (length <= 128) {
    for (let at = ((length - 1) >> 5) * 16; at >= 0; at -= 16) {
      pair = mix32(pair, bytes, at, length - 16 - at, at * 2);
    }
  } else {
    for (let at = 0; at < 128; at += 32) pair = mix32(pair, bytes, at, at + 16, at);
    pair = [avalanche(pair[0]), avalanche(pair[1])];
    for (let at = 128; at + 32 <= length; at += 32) {
      pair = mix32(pair, bytes, at, at + 16, at - 128 + 3);
    }
    pair = mix32(pair, bytes, length - 16, length - 32, 136 - 17 - 16);
  }
  const [one, other] = pair;
  const upper = low(one * prime64[0] + other * prime64[3] + size * prime64[1]);
  return joined(avalanche(low(one + other)), low(-avalanche(upper)));
}

/** Lower and upper half. */
type Pair = readonly [bigint, bigint];

function mix32([one, other]: Pair, bytes: Buffer, first: number, second: number, at: number): Pair {
  const sum = (from: number): bigint =>
    low(bytes.readBigUInt64LE(from) + bytes.readBigUInt64LE(from + 8));
  return [
    low(one + mix16(bytes, first, at)) ^ sum(second),
    low(other + mix16(bytes, second, at + 16)) ^ sum(first),
  ];
}

function upTo8(bytes: Buffer): bigint {
  const { length } = bytes;
  const word = BigInt(bytes.readUInt32LE(0)) + (BigInt(bytes.readUInt32LE(length - 4)) << 32n);
  const keyed = word ^ secret64(16) ^ secret64(24);
  const [first, second] = product(keyed, prime64[0] + BigInt(length << 2));
  const upper = low(second + (first << 1n));
  let lower = first ^ (upper >> 3n);
  lower = low((lower ^ (lower >> 35n)) * mixer);
  return joined(lower ^ (lower >> 28n), avalanche(upper));
}

function upTo16(bytes: Buffer): bigint {
  const { length } = bytes;
  const last = bytes.readBigUInt64LE(length - 8);
  const [first, second] = product(
    bytes.readBigUInt64LE(0) ^ last ^ secret64(32) ^ secret64(40),
    prime64[0],
  );
  const flipped = last ^ secret64(48) ^ secret64(56);
  const upper = low(second + flipped + (flipped & half) * (prime32[1] - 1n));
  const lower = low(first + (BigInt(length - 1) << 54n)) ^ swapped(upper);
  const [one, other] = product(lower, prime64[1]);
  return joined(avalanche(one), avalanche(low(other + upper * prime64[1])));
}

/** One to three bytes and their number in a word. */
function ends(bytes: Buffer): bigint {
  const { length } = bytes;
  const [first = 0] = bytes;
  const middle = bytes[length >> 1] ?? 0;
  const last = bytes[length - 1] ?? 0;
  return BigInt(((first << 16) | (middle << 24) | last | (length << 8)) >>> 0);
}

function joined(lower: bigint, upper: bigint): bigint {
  return (upper << 64n) | lower;
}

function rotate(value: bigint, bits: bigint): bigint {
  return low(value << bits) | (value >> (64n - bits));
}

/** Bytes the other way round. */
function swapped(value: bigint): bigint {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes.readBigUInt64BE();
}
