import { Failure } from './failure.ts';
import { type Bytes, bytesOf, stringOfBytes } from './text.ts';

/** So that a small event cannot fill the memory. */
export const maxDecompressedBytes: number = 64 * 1024 * 1024;

export function decompressed(
  value: Bytes,
  decompress: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array,
  fault: string,
): Bytes | Failure {
  try {
    return stringOfBytes(decompress(bytesOf(value), { maxOutputLength: maxDecompressedBytes }));
  } catch {
    return new Failure(fault);
  }
}

/** The levels of VRL go to 10, those of zlib to 9. */
export function levelFault(level: number | bigint): Failure | null {
  return level < 0 || level > 10 ? new Failure('compression level must be <= 10') : null;
}
