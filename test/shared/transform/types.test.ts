import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rawNumber } from '../../../shared/raw-json.ts';
import type { Fallible } from '../../../shared/transform/fallible.ts';
import * as types from '../../../shared/transform/types.ts';
import { outcome } from '../../support/fallible-outcome.ts';

const date = new Date('2024-12-28T18:01:02.239Z');
const list = [1];
const fields = { a: 1 };
const raw = rawNumber;

type Assertion = (value: unknown) => Fallible<unknown>;

describe('assertions', () => {
  const rows: [Assertion, unknown, unknown][] = [
    [types.string, '', ''],
    [types.string, 'a', 'a'],
    [types.string, 1, 'failed: string: expected a string, got an integer'],
    [types.string, undefined, 'failed: string: expected a string, got nothing'],
    [types.bool, false, false],
    [types.bool, 'true', 'failed: bool: expected a boolean, got a string'],
    [types.float, 1.5, 1.5],
    [types.float, raw('1.0'), 1],
    [types.float, raw('0.1000'), 0.1],
    [types.float, raw('1e2'), 100],
    [types.float, 95, 'failed: float: expected a float, got an integer (toFloat takes it)'],
    [
      types.float,
      raw('9007199254740993'),
      'failed: float: expected a float, got an integer (toFloat takes it)',
    ],
    [
      types.float,
      raw('1e400'),
      'failed: float: expected a float, got one beyond the range of a double',
    ],
    [types.float, Number.NaN, 'failed: float: expected a float, got NaN'],
    [types.float, '1.5', 'failed: float: expected a float, got a string'],
    [types.int, 95, 95],
    [types.int, 5n, 5],
    [types.int, raw('-0'), 0],
    [types.int, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [types.int, raw('1.0'), 'failed: int: expected an integer, got a float'],
    [types.int, 1.5, 'failed: int: expected an integer, got a float'],
    [types.int, true, 'failed: int: expected an integer, got a boolean'],
    [
      types.int,
      raw('9007199254740993'),
      'failed: int: expected an integer up to 2^53 - 1, got a larger one (int64 takes it)',
    ],
    [types.int64, 95, 95n],
    [types.int64, raw('9007199254740993'), 9007199254740993n],
    [types.int64, raw('-9223372036854775808'), -(2n ** 63n)],
    [
      types.int64,
      raw('9223372036854775808'),
      'failed: int64: expected an integer of 64 bits, got a larger one',
    ],
    [
      types.int64,
      raw('1'.repeat(100_000)),
      'failed: int64: expected an integer of 64 bits, got a larger one',
    ],
    [types.int64, raw('1.0'), 'failed: int64: expected an integer, got a float'],
    [types.int64, raw('"1"'), 'failed: int64: expected an integer, got an object'],
    [types.timestamp, date, date],
    [types.timestamp, '2024-12-28T18:01:02.239Z', date],
    [
      types.timestamp,
      '28.12.2024',
      'failed: timestamp: expected a timestamp or RFC 3339 text, got other text',
    ],
    [
      types.timestamp,
      1735408862,
      'failed: timestamp: expected a timestamp or RFC 3339 text, got an integer',
    ],
    [
      types.timestamp,
      new Date(Number.NaN),
      'failed: timestamp: expected a timestamp, got an invalid one',
    ],
    [types.object, fields, fields],
    [types.object, list, 'failed: object: expected an object, got an array'],
    [types.object, null, 'failed: object: expected an object, got null'],
    [types.object, date, 'failed: object: expected an object, got a timestamp'],
    [types.object, raw('1.0'), 'failed: object: expected an object, got a float'],
    [types.array, list, list],
    [types.array, 'a', 'failed: array: expected an array, got a string'],
  ];
  for (const [assertion, value, expected] of rows) {
    const shown = typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)?.slice(0, 30);
    it(`${assertion.name} of ${shown}`, () => {
      assert.deepEqual(outcome(assertion(value)), expected);
    });
  }
});

describe('questions', () => {
  const all: unknown[] = [
    'a',
    '',
    ' - ',
    true,
    1,
    1n,
    1.5,
    raw('1.0'),
    raw('1'),
    null,
    undefined,
    date,
    list,
    fields,
  ];
  const rows: [(value: unknown) => boolean, unknown[]][] = [
    [types.isString, ['a', '', ' - ']],
    [types.isBoolean, [true]],
    [types.isInteger, [1, 1n, all[8]]],
    [types.isFloat, [1.5, all[7]]],
    [types.isNull, [null, undefined]],
    [types.isNullish, ['', ' - ', null, undefined]],
    [types.isTimestamp, [date]],
    [types.isArray, [list]],
    [types.isObject, [fields]],
  ];
  for (const [question, yes] of rows) {
    it(`${question.name} holds for what it names, and nothing else`, () => {
      assert.deepEqual(all.filter(question), yes);
    });
  }
});
