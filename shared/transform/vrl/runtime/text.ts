import type { Value } from './value.ts';

const lossy = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const encoder = new TextEncoder();

/** A string value as it is: text, or bytes that are no UTF-8. */
export type Bytes = string | Uint8Array;

/** The text of a string; what is no UTF-8 becomes U+FFFD, as Rust's `from_utf8_lossy` has it. */
export function textOf(value: Bytes): string {
  return typeof value === 'string' ? value : lossy.decode(value);
}

export function bytesOf(value: Bytes): Uint8Array {
  return typeof value === 'string' ? encoder.encode(value) : value;
}

/** A string value in its one form: text where the bytes are UTF-8. */
export function stringOfBytes(bytes: Uint8Array): Bytes {
  try {
    return strict.decode(bytes);
  } catch {
    // a copy, as the bytes may be a view into a buffer that is used again
    return Uint8Array.from(bytes);
  }
}

/** Text from elsewhere, such as a library: a lone surrogate would be no string of VRL's. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

export function isString(value: Value): value is Bytes {
  return typeof value === 'string' || value instanceof Uint8Array;
}

/** Length in bytes of UTF-8, which is what VRL's `length` counts. */
export function byteLength(value: Bytes): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : value.length;
}
