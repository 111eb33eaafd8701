import { deflateSync } from 'node:zlib';
import { levelFault } from '../decompressed.ts';
import type { Failure } from '../failure.ts';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

export function encodeZlib(value: Bytes, level: number | bigint): Bytes | Failure {
  return (
    levelFault(level) ??
    stringOfBytes(deflateSync(bytesOf(value), { level: Math.min(9, Number(level)) }))
  );
}
