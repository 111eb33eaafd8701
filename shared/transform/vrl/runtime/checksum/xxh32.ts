const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;

/**
 * xxHash's XXH32 with seed 0.
 *
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export function xxh32(bytes: Buffer): number {
  const { length } = bytes;
  let at = 0;
  let hash = prime5;
  if (length >= 16) {
    const lanes = [(prime1 + prime2) | 0, prime2, 0, -prime1 | 0] as [
      number,
      number,
      number,
      number,
    ];
    for (; length - at >= 16; at += 16) {
      for (const lane of [0, 1, 2, 3] as const) {
        const mixed = lanes[lane] + Math.imul(bytes.readInt32LE(at + lane * 4), prime2);
        lanes[lane] = Math.imul(rotate(mixed, 13), prime1);
      }
    }
    const [a, b, c, d] = lanes;
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash = (hash + length) | 0;
  for (; length - at >= 4; at += 4) {
    hash = Math.imul(rotate(hash + Math.imul(bytes.readInt32LE(at), prime3), 17), prime4);
  }
  for (; at < length; at += 1) {
    hash = Math.imul(rotate(hash + Math.imul(bytes[at] ?? 0, prime5), 11), prime1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), prime2);
  hash = Math.imul(hash ^ (hash >>> 13), prime3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
