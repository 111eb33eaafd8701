import { legacyHookDecode, normalizeEncoding } from '@exodus/bytes/encoding-lite.js';
import { type Charsets, createCharsets } from './charsets.ts';

/** Without the tables of Chinese, Japanese and Korean, for a program that names one of the other charsets. */
export function singleByteCharsets(): Charsets {
  return createCharsets(normalizeEncoding, legacyHookDecode, (name) => {
    throw new TypeError(`${name} has several bytes a character`);
  });
}
