import { legacyHookDecode, normalizeEncoding } from '@exodus/bytes/encoding.js';
import { createMultibyteEncoder } from '@exodus/bytes/multi-byte.js';
import { type Charsets, createCharsets } from './charsets.ts';

/** Every charset of the Encoding standard. */
export function allCharsets(): Charsets {
  return createCharsets(normalizeEncoding, legacyHookDecode, createMultibyteEncoder);
}
