import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xxh64 } from '../../shared/xxh64.ts';

/** Of the reference implementation: 0 to 3 bytes left over, words of 8 and 4, stripes of 32. */
const known: readonly (readonly [text: string, hash: string])[] = [
  ['', 'ef46db3751d8e999'],
  ['a', 'd24ec4f1a98c6e5b'],
  ['as', '1c330fb2d66be179'],
  ['asd', '631c37ce72a97393'],
  ['asdf', '415872f599cea71e'],
  ['Call me Ishmael. Some years ago--never mind how long precisely-', '02a2e85470d6fd96'],
  ['01234567', 'e4ba22a49ad89d3f'],
  ['0123456789ab', '862e292326b8a4fc'],
  ['0123456789abcdefghijklmnopqrstu', '80adfc1d42020f39'],
  ['0123456789abcdefghijklmnopqrstuv', 'bf7c9dbe16b5c6e2'],
  ['0123456789abcdefghijklmnopqrstuvwxyz', '69196c1b3af0bff9'],
  ['0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqr', '4356f430391d340b'],
  [
    '0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqr',
    '0b23e263631e66a6',
  ],
];

for (const [text, hash] of known) {
  test(`hashes ${text.length} bytes as xxHash does`, () => {
    // also from the middle of a buffer
    const bytes = Buffer.from(`xyz${text}xyz`);
    const { high, low } = xxh64(bytes, 3, 3 + text.length);
    const hex = [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
    assert.equal(hex, hash);
  });
}
