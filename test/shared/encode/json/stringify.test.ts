import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { stringifyEvent } from '../../../../shared/encode/json/stringify.ts';
import { rawNumber } from '../../../../shared/raw-json.ts';
import type { Event } from '../../../../shared/transform/model.ts';

class Reading {
  readonly value = 1;
}

const circle: Record<string, unknown> = { a: 1 };
circle['self'] = circle;
const emptyFunction = (): undefined => undefined;

const written: readonly (readonly [what: string, event: unknown, text: string])[] = [
  [
    'plain values',
    { a: 'x"\n', b: [1, true, null], c: { d: -0.5 } },
    '{"a":"x\\"\\n","b":[1,true,null],"c":{"d":-0.5}}',
  ],
  ['bigints as integers', { a: 2n ** 63n, b: [-1n] }, '{"a":9223372036854775808,"b":[-1]}'],
  [
    'numbers as they came',
    { a: rawNumber('1.0'), b: { c: rawNumber('1e400') } },
    '{"a":1.0,"b":{"c":1e400}}',
  ],
  [
    'dates with milliseconds',
    { a: new Date(0), b: [new Date(1)], c: 1n },
    '{"a":"1970-01-01T00:00:00.000Z","b":["1970-01-01T00:00:00.001Z"],"c":1}',
  ],
  ['without undefined fields', { a: undefined, b: { c: undefined } }, '{"b":{}}'],
  ['a field named __proto__', JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
  [
    'objects without a prototype',
    Object.assign(Object.create(null) as object, { a: 1 }),
    '{"a":1}',
  ],
  [
    'a field named toJSON or rawJSON',
    { toJSON: 'x', rawJSON: '1.0' },
    '{"toJSON":"x","rawJSON":"1.0"}',
  ],
  ['half of a surrogate pair, escaped', { a: '\ud800' }, '{"a":"\\ud800"}'],
  [
    'the same object twice',
    { a: circle['a'], b: [Reading.name, Reading.name] },
    '{"a":1,"b":["Reading","Reading"]}',
  ],
];

for (const [what, event, text] of written) {
  void test(`written: ${what}`, () => {
    assert.deepEqual(stringifyEvent(event as Event), { text });
  });
}

const allowed = 'allowed are text, numbers, booleans, null, dates, arrays and plain objects';
const faults: readonly (readonly [event: unknown, fault: string])[] = [
  [{ a: NaN }, "field 'a' is NaN, which JSON cannot hold"],
  [{ a: { b: [0, -Infinity] } }, "field 'a.b[1]' is -Infinity, which JSON cannot hold"],
  [
    { a: [{ 'x.y': [[emptyFunction]] }] },
    `field 'a[0]."x.y"[0][0]' is a function, which JSON cannot hold`,
  ],
  [{ a: Symbol('secret') }, "field 'a' is a symbol, which JSON cannot hold"],
  [{ a: [1, undefined] }, "field 'a[1]' is undefined, which JSON cannot hold"],
  // eslint-disable-next-line no-sparse-arrays -- the hole is the subject
  [{ a: [, 1] }, "field 'a[0]' is undefined, which JSON cannot hold"],
  [{ a: new Date(NaN) }, "field 'a' is a date without a time"],
  [{ a: new Map([['secret', 1]]) }, `field 'a' is a Map; ${allowed}`],
  [{ a: new Set() }, `field 'a' is a Set; ${allowed}`],
  [{ a: new Uint8Array(2) }, `field 'a' is a Uint8Array; ${allowed}`],
  [{ a: Buffer.from('secret') }, `field 'a' is a Buffer; ${allowed}`],
  [{ a: Promise.resolve(1) }, `field 'a' is a Promise; ${allowed}`],
  [{ a: new Reading() }, `field 'a' is a Reading; ${allowed}`],
  [new Map(), `the event is a Map; ${allowed}`],
  [{ a: { toJSON: emptyFunction } }, "field 'a.toJSON' is a function, which JSON cannot hold"],
];

void test('what JSON cannot hold is a fault that names the field, not its value', () => {
  for (const [event, fault] of faults) assert.deepEqual(stringifyEvent(event as Event), { fault });
});

void test('a circle and a nesting beyond reason are faults with a path of bearable length', () => {
  const encoded = stringifyEvent(circle as Event);
  assert.ok('fault' in encoded);
  assert.match(
    encoded.fault,
    /^field 'self\.self\..+…' is nested deeper than 1024 levels, or in a circle$/,
  );
  assert.ok(encoded.fault.length < 250);
});

void test('what JSON can hold is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (event) => {
      assert.deepEqual(stringifyEvent(event as Event), { text: JSON.stringify(event) });
    }),
  );
});
