import { endOfSequence } from '../../utf8.ts';

const quote = 0x22;
const backslash = 0x5c;
const closeBrace = 0x7d;

/**
 * 1 for the bytes that a string can hold with nothing to look at. `}` is not among them although a string may hold
 * it: a scanned value is known to end with one, so the loop over a string needs no bound.
 */
export const plainBytes: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== quote && byte !== backslash && byte !== closeBrace
    ? 1
    : 0,
);

/** 1 for what may follow a backslash, 2 for `u`. */
const escapes = new Uint8Array(256);
for (const letter of '"\\/bfnrt') escapes[letter.charCodeAt(0)] = 1;
escapes[0x75] = 2;

const hexDigits = new Uint8Array(256);
for (const digit of '0123456789abcdefABCDEF') hexDigits[digit.charCodeAt(0)] = 1;

/**
 * The closing quote of a string from somewhere inside it on, or minus the position of what cannot stand there. Takes
 * what is not plain: escapes, UTF-8, braces. `bytes[last]` must be a `}` that no string can pass.
 */
export function endOfString(bytes: Uint8Array, from: number, last: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at] as number;
    if (plainBytes[byte] === 1) {
      at += 1;
    } else if (byte === quote) {
      return at;
    } else if (byte >= 0x80) {
      const next = endOfSequence(bytes, at);
      if (next === -1) return -at;
      at = next;
    } else if (byte === backslash) {
      const kind = escapes[bytes[at + 1] as number] as number;
      if (kind === 0) return -(at + 1);
      if (kind === 2) {
        for (let digit = at + 2; digit < at + 6; digit += 1) {
          if (hexDigits[bytes[digit] as number] !== 1) return -digit;
        }
        at += 4;
      }
      at += 2;
    } else if (byte === closeBrace && at !== last) {
      at += 1;
    } else {
      return -at;
    }
  }
}

/** What should have stood where `endOfString` stopped. */
export function expectedInString(byte: number, atLast: boolean): string {
  if (byte >= 0x80) return 'UTF-8';
  if (atLast) return "'\"' at the end of a string";
  return byte < 0x20 ? 'no control character within a string' : 'an escape sequence';
}
