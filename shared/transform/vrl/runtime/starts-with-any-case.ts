import { type Bytes, bytesOf, textOf } from './text.ts';

/** Compares character by character in lower case; what is no UTF-8 equals nothing. */
export function startsWithAnyCase(value: Bytes, substring: Bytes): boolean {
  if (bytesOf(value).length < bytesOf(substring).length) return false;
  if (typeof substring !== 'string') return false;
  const characters = textOf(value)[Symbol.iterator]();
  for (const wanted of substring) {
    const next = characters.next();
    if (next.done === true) return true;
    if (next.value.toLowerCase() !== wanted.toLowerCase()) return false;
  }
  return true;
}
