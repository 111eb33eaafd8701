import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rawNumber } from '../../../shared/raw-json.ts';
import {
  append,
  compact,
  flatten,
  includes,
  isEmpty,
  keys,
  length,
  merge,
  push,
  unique,
  values,
} from '../../../shared/transform/collections.ts';
import {
  decodeBase64,
  encodeBase64,
  hmacSha256,
  md5,
  sha1,
  sha256,
  sha512,
} from '../../../shared/transform/digests.ts';
import { abs, ceil, floor, mod, round } from '../../../shared/transform/math.ts';
import * as text from '../../../shared/transform/text.ts';
import { outcome } from '../../support/fallible-outcome.ts';

function rows(name: string, table: readonly [unknown, unknown][]): void {
  it(name, () => {
    for (const [index, [got, expected]] of table.entries()) {
      assert.deepEqual(got, expected, `row ${index}`);
    }
  });
}

describe('text', () => {
  rows('changes case and ends', [
    [text.downcase('ÄB'), 'äb'],
    [text.upcase('äb'), 'ÄB'],
    [text.stripWhitespace(' \ta b\n'), 'a b'],
  ]);
  rows('is searched', [
    [text.contains('Abc', 'bc'), true],
    [text.contains('Abc', 'BC'), false],
    [text.contains('Abc', 'BC', { caseSensitive: false }), true],
    [text.startsWith('Abc', 'a'), false],
    [text.startsWith('Abc', 'a', { caseSensitive: false }), true],
    [text.endsWith('Abc', 'c'), true],
    [text.endsWith('Abc', 'C', { caseSensitive: false }), true],
    [text.matches('abc', /B/i), true],
    [text.matches('abc', /x/g), false],
  ]);
  rows('is replaced', [
    [text.replace('aaa', 'a', 'b'), 'bbb'],
    [text.replace('aaa', 'a', 'b', 2), 'bba'],
    [text.replace('aaa', 'a', 'b', 0), 'aaa'],
    [text.replace('aaa', 'a', 'b', -1), 'bbb'],
    [text.replace('a.c', '.', '$&'), 'a$&c'],
    [text.replace('2024-12', /(\d+)-(?<month>\d+)/, '$<month>.$1'), '12.2024'],
    [text.replace('a1 b2', /(?<=[a-z])(\d)/, '<$1>', 1), 'a<1> b2'],
    [text.replace('abc', /x*/, '-'), '-a-b-c-'],
  ]);
  rows('is cut and joined', [
    [text.split('a,b,c', ','), ['a', 'b', 'c']],
    [text.split('a,b,c', ',', 2), ['a', 'b,c']],
    [text.split('a,b', ',', 1), ['a,b']],
    [text.split('', ','), ['']],
    [text.split('a1b22c', /(\d+)/), ['a', 'b', 'c']],
    [text.split('a1b22c', /\d+/g, 2), ['a', 'b22c']],
    [text.join(['a', 'b']), 'ab'],
    [text.join(['a', 'b'], ', '), 'a, b'],
    [text.slice('abc', 1), 'bc'],
    [text.slice('abc', -2, -1), 'b'],
    [text.slice('😀😁😂', 1, 2), '😁'],
    [text.truncate('abc', 2, '...'), 'ab...'],
    [text.truncate('abc', 3, '...'), 'abc'],
    [text.truncate('😀😁', 2, '...'), '😀😁'],
    [text.truncate('😀😁', 1), '😀'],
    [text.truncate('abc', -1), ''],
    [text.strlen('a😀'), 2],
  ]);

  it('is replaced as the platform does it, for all matches', () => {
    const pattern = fc.constantFrom(/a/, /b*/, /(?<x>a)(b)?/, /^a|c$/, /(?<=a)b/, /\b/);
    const replacement = fc.constantFrom('', 'z', '$1', '[$&]', '$$', '$`', "$'");
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ') }),
        pattern,
        replacement,
        (any, by, what) => {
          assert.equal(
            text.replace(any, by, what),
            any.replaceAll(new RegExp(by.source, 'g'), what),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses an empty delimiter', () => {
    assert.throws(() => text.split('a', ''), /empty text is found everywhere/);
  });
});

describe('collections', () => {
  rows('are measured and asked', [
    [length([1, 2]), 2],
    [length({ a: 1 }), 1],
    [length('é'), 2],
    [isEmpty(''), true],
    [isEmpty({}), true],
    [isEmpty([null]), false],
    [keys({ a: 1, b: 2 }), ['a', 'b']],
    [values({ a: 1, b: 2 }), [1, 2]],
    [includes([{ a: 1, b: [2] }], { b: [2], a: 1 }), true],
    [includes([1], '1'), false],
    [includes([rawNumber('1.0')], 1), false],
    [unique([1, '1', 1, { a: 1 }, { a: 1 }, null, null, 2n, 2n]), [1, '1', { a: 1 }, null, 2n]],
  ]);
  rows('are put together', [
    [push([1], 2), [1, 2]],
    [append([1], [2, 3]), [1, 2, 3]],
    [merge({ a: 1, b: { c: 1 } }, { b: { d: 2 } }), { a: 1, b: { d: 2 } }],
    [merge({ a: 1, b: { c: 1 } }, { b: { d: 2 } }, { deep: true }), { a: 1, b: { c: 1, d: 2 } }],
  ]);
  const holes = { a: null, b: '', c: {}, d: [], e: { f: [{ g: null }] }, h: 0, i: false };
  rows('lose what is empty', [
    [compact(holes), { h: 0, i: false }],
    [compact([null, 1, '', []]), [1]],
    [compact(holes, { recursive: false }), { e: { f: [{ g: null }] }, h: 0, i: false }],
    [compact({ a: null, b: '' }, { null: false }), { a: null }],
    [compact({ a: [], b: {} }, { array: false, object: false }), { a: [], b: {} }],
    [compact({ a: '' }, { string: false }), { a: '' }],
  ]);
  rows('are made flat', [
    [flatten([1, [2, [3, []]]]), [1, 2, 3]],
    [flatten({ a: { b: 1, c: { d: [2] } }, e: {}, f: null }), { 'a.b': 1, 'a.c.d': [2], f: null }],
    [flatten({ a: { b: 1 } }, '_'), { a_b: 1 }],
    [flatten({ a: rawNumber('1.0') }), { a: rawNumber('1.0') }],
  ]);

  it('stay as they were', () => {
    const list = Object.freeze([1]);
    const fields = Object.freeze({ a: Object.freeze({ b: null }) });
    push(list, 2);
    append(list, [2]);
    unique(list);
    merge(fields, { a: { c: 1 } }, { deep: true });
    compact(fields);
    flatten(fields);
    assert.deepEqual([list, fields], [[1], { a: { b: null } }]);
  });
});

describe('numbers', () => {
  rows('are rounded', [
    [round(1.5), 2],
    [round(-1.5), -2],
    [round(-0.4), 0],
    [round(1.005, 2), 1.01],
    [round(1234, -2), 1200],
    [round(1e300, 20), 1e300],
    [floor(-1.21, 1), -1.3],
    [ceil(1.21, 1), 1.3],
    [abs(-2), 2],
    [outcome(mod(-7, 3)), -1],
    [outcome(mod(1, 0)), 'failed: mod: expected a divisor other than 0, got 0'],
  ]);
});

describe('digests and Base64', () => {
  rows('are those of the standards', [
    [md5(''), 'd41d8cd98f00b204e9800998ecf8427e'],
    [sha1('abc'), 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    [sha256('é'), createHash('sha256').update(Buffer.from('é')).digest('hex')],
    [sha512('').slice(0, 8), 'cf83e135'],
    [
      hmacSha256('The quick brown fox jumps over the lazy dog', 'key').slice(0, 16),
      'f7bc83f430538424',
    ],
    [encodeBase64('é?>'), 'w6k/Pg=='],
    [encodeBase64('é?>', { charset: 'url_safe', padding: false }), 'w6k_Pg'],
    [outcome(decodeBase64('w6k/Pg==')), 'é?>'],
    [outcome(decodeBase64('w6k_Pg', { charset: 'url_safe' })), 'é?>'],
    [outcome(decodeBase64('w6k_Pg')), 'failed: decodeBase64: expected Base64 text, got other text'],
    [
      outcome(decodeBase64('w6k/Pg=')),
      'failed: decodeBase64: expected Base64 text, got other text',
    ],
    [outcome(decodeBase64('a')), 'failed: decodeBase64: expected Base64 text, got other text'],
    [
      outcome(decodeBase64('/w==')),
      'failed: decodeBase64: expected Base64 of UTF-8 text, got that of other bytes',
    ],
    [outcome(decodeBase64(1)), 'failed: decodeBase64: expected text, got an integer'],
  ]);

  it('of any text give it back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('standard' as const, 'url_safe' as const),
        (any, charset) => {
          fc.pre(any.isWellFormed());
          assert.equal(decodeBase64(encodeBase64(any, { charset }), { charset }).orReject(), any);
        },
      ),
    );
  });
});
