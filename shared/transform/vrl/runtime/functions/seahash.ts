import { type Bytes, bytesOf } from '../text.ts';
import { integerOf } from '../value.ts';

const prime = 0x6eed0e9da4d94a4fn;
const mask = 0xffffffffffffffffn;

function diffuse(value: bigint): bigint {
  let x = (value * prime) & mask;
  x ^= (x >> 32n) >> (x >> 60n);
  return (x * prime) & mask;
}

/** SeaHash with its standard seeds: four lanes of 64 bits that take turns. */
export function seahash(value: Bytes): number | bigint {
  const bytes = bytesOf(value);
  const lanes = [
    0x16f11fe89b0d677cn,
    0xb480a793d8e6c86cn,
    0x6fe2e5aaf078ebc9n,
    0x14f994a4c5259381n,
  ];
  let lane = 0;
  for (let start = 0; start < bytes.length; start += 8) {
    let word = 0n;
    const end = Math.min(start + 8, bytes.length);
    for (let index = end - 1; index >= start; index--)
      word = (word << 8n) | BigInt(bytes[index] ?? 0);
    lanes[lane % 4] = diffuse((lanes[lane % 4] ?? 0n) ^ word);
    lane++;
  }
  const [a = 0n, b = 0n, c = 0n, d = 0n] = lanes;
  return integerOf(diffuse(a ^ b ^ c ^ d ^ BigInt(bytes.length)));
}
