import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rawNumber } from '../../../shared/raw-json.ts';
import * as convert from '../../../shared/transform/convert.ts';
import type { Fallible } from '../../../shared/transform/fallible.ts';
import { outcome } from '../../support/fallible-outcome.ts';

const { toBool, toFloat, toInt, toText, toTimestamp, toUnixTimestamp, fromUnixTimestamp } = convert;
const date = new Date('2024-12-28T18:01:02.239Z');
const before = new Date('1969-12-31T23:59:59.999Z');
const raw = rawNumber;

type Conversion = (value: unknown) => Fallible<unknown>;

describe('conversions', () => {
  const rows: [Conversion, unknown, unknown][] = [
    [toFloat, 95, 95],
    [toFloat, raw('0.1000'), 0.1],
    [toFloat, 5n, 5],
    [toFloat, ' -1.5e3 ', -1500],
    [toFloat, '.5', 0.5],
    [toFloat, true, 1],
    [toFloat, null, 0],
    [toFloat, date, 1735408862.239],
    [toFloat, '', 'failed: toFloat: expected a number, or text that is one, got other text'],
    [toFloat, '0x10', 'failed: toFloat: expected a number, or text that is one, got other text'],
    [
      toFloat,
      'Infinity',
      'failed: toFloat: expected a number, or text that is one, got other text',
    ],
    [toFloat, undefined, 'failed: toFloat: expected a number, or text that is one, got nothing'],
    [toFloat, [], 'failed: toFloat: expected a number, or text that is one, got an array'],
    [toFloat, '1e999', 'failed: toFloat: expected a number in the range of a double, got a string'],
    [toInt, 1.9, 1],
    [toInt, -1.9, -1],
    [toInt, -0.5, 0],
    [toInt, raw('1.0'), 1],
    [toInt, '42', 42],
    [toInt, '+42', 42],
    [toInt, false, 0],
    [toInt, null, 0],
    [toInt, before, -1],
    [toInt, '4.2', 'failed: toInt: expected a number, or text that is an integer, got other text'],
    [
      toInt,
      raw('9007199254740993'),
      'failed: toInt: expected an integer up to 2^53 - 1, got a larger one (int64 takes integers)',
    ],
    [toInt, {}, 'failed: toInt: expected a number, or text that is an integer, got an object'],
    [toBool, 'YES', true],
    [toBool, 't', true],
    [toBool, 'n', false],
    [toBool, '0', false],
    [toBool, '-00', false],
    [toBool, '7', true],
    [toBool, 0, false],
    [toBool, 0.5, true],
    [toBool, raw('0.0'), false],
    [toBool, 2n, true],
    [toBool, null, false],
    [
      toBool,
      'on',
      'failed: toBool: expected a boolean, a number, or text such as yes and no, got other text',
    ],
    [
      toBool,
      date,
      'failed: toBool: expected a boolean, a number, or text such as yes and no, got a timestamp',
    ],
    [toText, raw('0.1000'), '0.1000'],
    [toText, 9007199254740993n, '9007199254740993'],
    [toText, true, 'true'],
    [toText, null, ''],
    [toText, date, '2024-12-28T18:01:02.239Z'],
    [
      toText,
      {},
      'failed: toText: expected a string, number, boolean, timestamp or null, got an object',
    ],
    [
      toText,
      undefined,
      'failed: toText: expected a string, number, boolean, timestamp or null, got nothing',
    ],
    [toTimestamp, '2024-12-28T18:01:02.239Z', date],
    [toTimestamp, 'Sat, 28 Dec 2024 18:01:02 +0000', new Date('2024-12-28T18:01:02Z')],
    [toTimestamp, '28 Dec 2024 18:01:02 GMT', new Date('2024-12-28T18:01:02Z')],
    [toTimestamp, 1735408862, new Date('2024-12-28T18:01:02Z')],
    [toTimestamp, 1735408862.2399, date],
    [toTimestamp, raw('1735408862.239'), date],
    [toTimestamp, date, date],
    [
      toTimestamp,
      1e300,
      'failed: fromUnixTimestamp: expected a time that Date can hold, got one beyond',
    ],
    [
      toTimestamp,
      raw('1e300'),
      'failed: toTimestamp: expected a time that Date can hold, got one beyond',
    ],
    [
      toTimestamp,
      '28.12.2024',
      'failed: toTimestamp: expected RFC 3339 or RFC 2822 text (parseTimestamp reads others), got other text',
    ],
    [toTimestamp, true, 'failed: toTimestamp: expected text or a number, got a boolean'],
    [fromUnixTimestamp, 0, new Date(0)],
    [fromUnixTimestamp, 1.5, 'failed: fromUnixTimestamp: expected an integer, got a float'],
    [
      fromUnixTimestamp,
      raw('9'.repeat(50)),
      'failed: fromUnixTimestamp: expected a time that Date can hold, got one beyond',
    ],
    [toUnixTimestamp, date, 1735408862],
    [toUnixTimestamp, before, -1],
    [toUnixTimestamp, '2024-12-28T18:01:02Z', 1735408862],
    [
      toUnixTimestamp,
      'x',
      'failed: toUnixTimestamp: expected a timestamp or RFC 3339 text, got other text',
    ],
    [
      toUnixTimestamp,
      1,
      'failed: toUnixTimestamp: expected a timestamp or RFC 3339 text, got an integer',
    ],
  ];
  for (const [conversion, value, expected] of rows) {
    const shown = typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)?.slice(0, 30);
    it(`${conversion.name} of ${shown}`, () => {
      assert.deepEqual(outcome(conversion(value)), expected);
    });
  }

  it('of Unix time know its units', () => {
    assert.equal(toUnixTimestamp(date, 'milliseconds').orReject(), 1735408862239);
    assert.equal(toUnixTimestamp(date, 'microseconds').orReject(), 1735408862239000);
    assert.equal(toUnixTimestamp(date, 'nanoseconds').orReject(), 1735408862239000000n);
    assert.deepEqual(fromUnixTimestamp(1735408862239, 'milliseconds').orReject(), date);
    assert.deepEqual(fromUnixTimestamp(raw('1735408862239999999'), 'nanoseconds').orReject(), date);
    assert.deepEqual(fromUnixTimestamp(-1, 'nanoseconds').orReject(), before);
    assert.deepEqual(toTimestamp(1735408862239, 'milliseconds').orReject(), date);
  });

  it('of text and back change no number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        assert.equal(toFloat(toText(number).orReject()).orReject(), number + 0);
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        assert.equal(toInt(toText(number).orReject()).orReject(), number);
      }),
    );
  });

  it('of Unix time and back change no date', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true }),
        fc.constantFrom('milliseconds' as const, 'nanoseconds' as const),
        (any, unit) => {
          const units =
            unit === 'nanoseconds' ? toUnixTimestamp(any, unit) : toUnixTimestamp(any, unit);
          assert.deepEqual(fromUnixTimestamp(units.orReject(), unit).orReject(), any);
        },
      ),
    );
  });
});

it('text is a number where it looks like one, however it is found out', () => {
  const looks = fc.string({
    unit: fc.constantFrom(...'0123456789.+-eE '.split('')),
    maxLength: 20,
  });
  fc.assert(
    fc.property(looks, (text) => {
      const float = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text);
      const isFinite = Number.isFinite(Number(text));
      assert.equal(toFloat(text).or('none'), float && isFinite ? Number(text) : 'none');
      const integer = /^\s*[+-]?\d+\s*$/.test(text) && Number.isSafeInteger(Number(text));
      assert.equal(toInt(text).or('none'), integer ? Number(text) + 0 : 'none');
    }),
    { numRuns: 5000 },
  );
});
