import type { FindCrc } from '../checksum/named-crc.ts';
import { Failure } from '../failure.ts';
import { type Bytes, bytesOf, textOf } from '../text.ts';

export function crc(find: FindCrc, value: Bytes, algorithm: Bytes): string | Failure {
  const name = textOf(algorithm).toUpperCase();
  return find(name)?.(bytesOf(value)) ?? new Failure(`Invalid CRC algorithm: ${name}`);
}
