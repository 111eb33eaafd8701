import { zstdDecompressSync } from 'node:zlib';
import { decompressed } from '../decompressed.ts';
import type { Failure } from '../failure.ts';
import type { Bytes } from '../text.ts';

export function decodeZstd(value: Bytes): Bytes | Failure {
  return decompressed(value, zstdDecompressSync, 'unable to decode value with Zstd decoder');
}
