import { constants, zstdCompressSync } from 'node:zlib';
import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

export function encodeZstd(value: Bytes, level: number | bigint): Bytes {
  const params = {
    [constants.ZSTD_c_compressionLevel]: Math.max(-100, Math.min(22, Number(level))),
  };
  return stringOfBytes(zstdCompressSync(bytesOf(value), { params }));
}
