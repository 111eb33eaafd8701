/** The secret that XXH3 has where none is given. */
const secret = Buffer.from(
  `b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221
b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8
a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb
170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e`.replaceAll(
    '\n',
    '',
  ),
  'hex',
);

const prime32 = [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn] as const;
const prime64 = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;
export { prime32, prime64 };

/** From this length in bytes on, all is read in stripes. */
export const long = 240;

const half = 0xffffffffn;

export function low(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

export function secret32(at: number): bigint {
  return BigInt(secret.readUInt32LE(at));
}

export function secret64(at: number): bigint {
  return secret.readBigUInt64LE(at);
}

/** The halves of a product of 128 bits, the lower one first. */
export function product(one: bigint, other: bigint): readonly [bigint, bigint] {
  const whole = one * other;
  return [low(whole), whole >> 64n];
}

export function foldedProduct(one: bigint, other: bigint): bigint {
  const [lower, upper] = product(one, other);
  return lower ^ upper;
}

export function avalanche(value: bigint): bigint {
  const mixed = low((value ^ (value >> 37n)) * 0x165667919e3779f9n);
  return mixed ^ (mixed >> 32n);
}

/** That of XXH64. */
export function avalanche64(value: bigint): bigint {
  let mixed = low((value ^ (value >> 33n)) * prime64[1]);
  mixed = low((mixed ^ (mixed >> 29n)) * prime64[2]);
  return mixed ^ (mixed >> 32n);
}

/** 16 bytes with as many of the secret. */
export function mix16(bytes: Buffer, at: number, secretAt: number): bigint {
  return foldedProduct(
    bytes.readBigUInt64LE(at) ^ secret64(secretAt),
    bytes.readBigUInt64LE(at + 8) ^ secret64(secretAt + 8),
  );
}

const stripe = 64;
const stripesOfBlock = 16;
const block = stripe * stripesOfBlock;
const lastSecret = 192 - stripe;

/** What eight lanes hold at the end of a long input. */
export function accumulateLong(bytes: Buffer): readonly bigint[] {
  const lanes = [prime32[2], ...prime64.slice(0, 4), prime32[1], prime64[4], prime32[0]];
  const last = bytes.length - 1;
  for (let at = 0; at + stripe <= last; at += stripe) {
    addStripe(lanes, bytes, at, ((at % block) / stripe) * 8);
    if ((at + stripe) % block === 0) scramble(lanes);
  }
  addStripe(lanes, bytes, bytes.length - stripe, lastSecret - 7);
  return lanes;
}

function addStripe(lanes: bigint[], bytes: Buffer, at: number, secretAt: number): void {
  for (let lane = 0; lane < 8; lane += 1) {
    const word = bytes.readBigUInt64LE(at + lane * 8);
    const keyed = word ^ secret64(secretAt + lane * 8);
    lanes[lane ^ 1] = low((lanes[lane ^ 1] ?? 0n) + word);
    lanes[lane] = low((lanes[lane] ?? 0n) + (keyed & half) * (keyed >> 32n));
  }
}

function scramble(lanes: bigint[]): void {
  for (const [lane, value] of lanes.entries()) {
    lanes[lane] = low((value ^ (value >> 47n) ^ secret64(lastSecret + lane * 8)) * prime32[0]);
  }
}

export function mergeLanes(lanes: readonly bigint[], secretAt: number, start: bigint): bigint {
  let result = start;
  for (let lane = 0; lane < 8; lane += 2) {
    result += foldedProduct(
      (lanes[lane] ?? 0n) ^ secret64(secretAt + lane * 8),
      (lanes[lane + 1] ?? 0n) ^ secret64(secretAt + lane * 8 + 8),
    );
  }
  return avalanche(low(result));
}
