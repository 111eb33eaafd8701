import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fallible } from '../../../shared/transform/fallible.ts';
import {
  parseBool,
  parseFloat,
  parseInteger,
  parseRegex,
  parseRegexAll,
} from '../../../shared/transform/parse.ts';
import { parseKeyValue } from '../../../shared/transform/parse-key-value.ts';
import { parseUrl } from '../../../shared/transform/parse-url.ts';
import { formatTimestamp, parseTimestamp } from '../../../shared/transform/timestamps.ts';
import { outcome } from '../../support/fallible-outcome.ts';

describe('parsers', () => {
  const rows: [string, Fallible<unknown>, unknown][] = [
    ['an integer', parseInteger('42'), 42],
    ['a negative one', parseInteger('-42'), -42],
    ['zero', parseInteger('-0'), 0],
    ['binary', parseInteger('0b101'), 5],
    ['octal', parseInteger('0o17'), 15],
    ['octal as in C', parseInteger('017'), 15],
    ['hexadecimal', parseInteger('0xFF'), 255],
    ['base 36', parseInteger('zz', 36), 1295],
    ['base 10 said so', parseInteger('017', 10), 17],
    [
      'a wrong digit',
      parseInteger('12', 2),
      'failed: parseInteger: expected an integer in base 2, got other text',
    ],
    [
      'nothing',
      parseInteger(''),
      'failed: parseInteger: expected an integer in base 10, got other text',
    ],
    [
      'nothing behind a prefix',
      parseInteger('0x'),
      'failed: parseInteger: expected an integer in base 16, got other text',
    ],
    [
      'a fraction',
      parseInteger('1.5'),
      'failed: parseInteger: expected an integer in base 10, got other text',
    ],
    [
      'too many digits',
      parseInteger('9007199254740993'),
      'failed: parseInteger: expected an integer up to 2^53 - 1, got a larger one',
    ],
    ['no text', parseInteger(1), 'failed: parseInteger: expected text, got an integer'],
    ['a float', parseFloat('-1.5e3'), -1500],
    [
      'a float with a space',
      parseFloat(' 1'),
      'failed: parseFloat: expected a number as text, got other text',
    ],
    [
      'a huge float',
      parseFloat('1e999'),
      'failed: parseFloat: expected a number in the range of a double, got a larger one',
    ],
    ['true', parseBool('True'), true],
    ['yes', parseBool('yes'), "failed: parseBool: expected 'true' or 'false', got other text"],
    [
      'a pattern',
      parseRegex('GET /a', /^(?<method>\w+) (?<path>\S+)(?<rest> .*)?$/),
      { method: 'GET', path: '/a', rest: null },
    ],
    [
      'groups by number',
      parseRegex('ab', /(a)(x)?/, { numericGroups: true }),
      { 0: 'a', 1: 'a', 2: null },
    ],
    [
      'no match',
      parseRegex('b', /a/),
      'failed: parseRegex: expected text that the pattern matches, got other text',
    ],
    [
      'all matches',
      parseRegexAll('a1 b2', /(?<letter>[a-z])\d/),
      [{ letter: 'a' }, { letter: 'b' }],
    ],
    ['no matches', parseRegexAll('', /(?<letter>[a-z])/), []],
    [
      'pairs',
      parseKeyValue('level=info msg="it \\"works\\"\\n" retry'),
      { level: 'info', msg: 'it "works"\n', retry: true },
    ],
    ['pairs with spaces', parseKeyValue('  a=1   b=  c=3 '), { a: '1', b: '', c: '3' }],
    ['a name twice', parseKeyValue('a=1 a=2 a'), { a: ['1', '2', true] }],
    [
      'other delimiters',
      parseKeyValue('a: 1, "b c": 2', { keyValueDelimiter: ':', fieldDelimiter: ',' }),
      { a: '1', 'b c': '2' },
    ],
    ['__proto__', parseKeyValue('__proto__=1'), JSON.parse('{"__proto__":"1"}')],
    [
      'no pair',
      parseKeyValue('a', { acceptStandaloneKey: false }),
      'failed: parseKeyValue: expected pairs of names and values, got other text',
    ],
    [
      'an open quote',
      parseKeyValue('a="1'),
      'failed: parseKeyValue: expected pairs of names and values, got other text',
    ],
    [
      'text behind a quote',
      parseKeyValue('a="1"x'),
      'failed: parseKeyValue: expected pairs of names and values, got other text',
    ],
    [
      'a URL',
      parseUrl('https://me:pw@example.com:8443/a/b?x=1&x=2#top'),
      {
        scheme: 'https',
        username: 'me',
        password: 'pw',
        host: 'example.com',
        port: 8443,
        path: '/a/b',
        query: { x: '2' },
        fragment: 'top',
      },
    ],
    [
      'a relative URL',
      parseUrl('/a'),
      'failed: parseUrl: expected an absolute URL, got other text',
    ],
    [
      'a time',
      parseTimestamp('28.12.2024 03:00', '%d.%m.%Y %R', { timezone: 'Asia/Seoul' }),
      new Date('2024-12-27T18:00:00Z'),
    ],
    [
      'another time',
      parseTimestamp('x', '%F'),
      'failed: parseTimestamp: expected text of the format %F, got other text',
    ],
    [
      'no text as a time',
      parseTimestamp(1, '%F'),
      'failed: parseTimestamp: expected text, got an integer',
    ],
    [
      'a date',
      formatTimestamp(new Date(0), '%F %R %Z', { timezone: 'Asia/Seoul' }),
      '1970-01-01 09:00 Asia/Seoul',
    ],
    ['RFC 3339', formatTimestamp('2024-12-28T18:01:02Z', '%s'), '1735408862'],
    [
      'no date',
      formatTimestamp('x', '%F'),
      'failed: formatTimestamp: expected a timestamp or RFC 3339 text, got other text',
    ],
    [
      'a far date',
      formatTimestamp(new Date(8e15), '%F'),
      'failed: formatTimestamp: expected a time of the years 1 to 9998, got another',
    ],
  ];
  for (const [name, result, expected] of rows) {
    it(`read ${name}`, () => assert.deepEqual(outcome(result), expected));
  }

  it('do not remember the event before', () => {
    const pattern = /a/g;
    for (let i = 0; i < 3; i++) assert.deepEqual(parseRegex('ba', pattern).orReject(), {});
  });

  it('throw for what is wrong with the program', () => {
    assert.throws(() => parseInteger('1', 1), RangeError);
    assert.throws(
      () => parseTimestamp('x', '%Q'),
      /parseTimestamp: the format unknown time specifier %Q/,
    );
    assert.throws(
      () => formatTimestamp(new Date(), '%'),
      /formatTimestamp: the format a percent sign/,
    );
    assert.throws(() => formatTimestamp(new Date(), '%F', { timezone: 'x' }), /no such time zone/);
    assert.throws(() => parseKeyValue('a', { fieldDelimiter: '' }), /cannot be empty/);
  });
});
