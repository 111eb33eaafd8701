import { integer64 } from '../../transcode/numbers.ts';

/** A long from its halves as Avro writes it, its sign in the last bit: a number, or a bigint beyond 2^53. */
export function readLong(low: number, high: number): number | bigint {
  const sign = -(low & 1);
  return integer64(((low >>> 1) | (high << 31)) ^ sign, (high >>> 1) ^ sign, true);
}
