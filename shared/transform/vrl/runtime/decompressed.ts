import { Failure } from './failure.ts';
import { type Bytes, bytesOf, stringOfBytes } from './text.ts';

/** So that a small event cannot fill the memory. */
const maxBytes = 64 * 1024 * 1024;

export function decompressed(
  value: Bytes,
  decompress: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array,
  fault: string,
): Bytes | Failure {
  try {
    return stringOfBytes(decompress(bytesOf(value), { maxOutputLength: maxBytes }));
  } catch {
    return new Failure(fault);
  }
}
