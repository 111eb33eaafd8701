import { inflateSync } from 'node:zlib';
import { decompressed } from '../decompressed.ts';
import type { Failure } from '../failure.ts';
import type { Bytes } from '../text.ts';

export function decodeZlib(value: Bytes): Bytes | Failure {
  return decompressed(value, inflateSync, 'unable to decode value with Zlib decoder');
}
