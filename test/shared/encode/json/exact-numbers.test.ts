import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseObject } from '../../../../shared/decode/json/parse.ts';
import {
  collectExactNumbers,
  restoreExactNumbers,
} from '../../../../shared/encode/json/exact-numbers.ts';
import { stringifyEvent } from '../../../../shared/encode/json/stringify.ts';
import { isRawNumber } from '../../../../shared/raw-json.ts';
import type { Event } from '../../../../shared/transform/model.ts';

/** What a coercion such as `float` makes of a number as written. */
function toNumber(value: unknown): number {
  return isRawNumber(value) ? Number(value.rawJSON) : (value as number);
}

const cases: readonly (readonly [
  what: string,
  before: string,
  transform: (event: Event) => Event | void,
  after: string,
])[] = [
  [
    'untouched',
    '{"a":1.0,"b":[0.1000,{"c":9007199254740993}]}',
    () => undefined,
    '{"a":1.0,"b":[0.1000,{"c":9007199254740993}]}',
  ],
  [
    'converted to a number',
    '{"a":1.0,"b":2}',
    (event) => void (event['a'] = toNumber(event['a'])),
    '{"a":1.0,"b":2}',
  ],
  [
    'a long integer converted to a number',
    '{"a":9007199254740993}',
    (event) => void (event['a'] = toNumber(event['a'])),
    '{"a":9007199254740993}',
  ],
  [
    'a long integer converted to a bigint',
    '{"a":9007199254740993}',
    (event) => void (event['a'] = 9007199254740993n),
    '{"a":9007199254740993}',
  ],
  [
    'another bigint',
    '{"a":9007199254740993}',
    (event) => void (event['a'] = 9007199254740992n),
    '{"a":9007199254740992}',
  ],
  ['a bigint where a decimal stood', '{"a":1.0}', (event) => void (event['a'] = 1n), '{"a":1}'],
  ['changed', '{"a":1.0}', (event) => void (event['a'] = toNumber(event['a']) + 1), '{"a":2}'],
  ['moved to another field', '{"a":1.0}', (event) => ({ b: toNumber(event['a']) }), '{"b":1}'],
  ['moved as it came', '{"a":1.0}', (event) => ({ b: event['a'] }), '{"b":1.0}'],
  ['deleted', '{"a":1.0,"b":1}', (event) => void delete event['a'], '{"b":1}'],
  [
    'within another event that was returned',
    '{"a":{"b":[1e2]}}',
    () => ({ a: { b: [100] } }),
    '{"a":{"b":[1e2]}}',
  ],
  ['where the holder is gone', '{"a":{"b":1.0}}', (event) => void (event['a'] = 'x'), '{"a":"x"}'],
  [
    'where the holder is text with such an index',
    '{"a":[1.0]}',
    (event) => void (event['a'] = '1'),
    '{"a":"1"}',
  ],
  ['where it became text', '{"a":1.0}', (event) => void (event['a'] = '1'), '{"a":"1"}'],
  ['under __proto__', '{"__proto__":1.0}', () => undefined, '{"__proto__":1.0}'],
];

for (const [what, before, transform, after] of cases) {
  void test(`a number ${what}`, () => {
    const bytes = Buffer.from(before);
    const event = parseObject(bytes, 0, bytes.length, true);
    const numbers = collectExactNumbers(event);
    const result = transform(event) ?? event;
    restoreExactNumbers(numbers, result);
    assert.deepEqual(stringifyEvent(result), { text: after });
  });
}
