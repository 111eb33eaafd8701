import { gzipSync } from 'node:zlib';
import { levelFault } from '../decompressed.ts';
import type { Failure } from '../failure.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

export function encodeGzip(value: Bytes, level: number | bigint): Bytes | Failure {
  return (
    levelFault(level) ??
    stringOfBytes(gzipSync(bytesOf(value), { level: Math.min(9, Number(level)) }))
  );
}
