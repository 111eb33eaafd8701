import { gunzipSync } from 'node:zlib';
import { decompressed } from '../decompressed.ts';
import type { Failure } from '../failure.ts';
import type { Bytes } from '../text.ts';

export function decodeGzip(value: Bytes): Bytes | Failure {
  return decompressed(value, gunzipSync, 'unable to decode value with Gzip decoder');
}
