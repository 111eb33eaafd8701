import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonScanner } from '../../../shared/decode/json/scanner.ts';
import { GrowableTarget } from '../../../shared/encode/byte-target.ts';
import type { Codec } from '../../../shared/encode/framing.ts';
import { compileSplice } from '../../../shared/encode/splice.ts';
import type { MetadataFields } from '../../../shared/pipeline/model.ts';
import type { FieldOperation } from '../../../shared/transform/model.ts';
import {
  cursorOf,
  noFields,
  plainSample,
  sampleChunk as chunk,
  type Sample,
  spliced,
  vectorFields,
} from '../../support/splice-sample.ts';

const without: FieldOperation[] = ['topic', 'partition', 'offset', 'headers', 'source_type'].map(
  (name) => ({ kind: 'delete', field: name }),
);
const json: FieldOperation = { kind: 'encode_json' };

const lines: readonly (readonly [
  what: string,
  sample: Partial<Sample>,
  operations: readonly FieldOperation[],
  codec: Codec,
  line: string,
])[] = [
  [
    "the brief's own line",
    { value: '{"device_name":"device_a","one":95}' },
    [...without, json],
    'text',
    '{"device_name":"device_a","one":95,"message_key":"test","timestamp":"2024-12-28T18:01:02.239Z"}',
  ],
  [
    'all metadata behind the fields, in order',
    { value: '{"a":1}', headers: [{ name: 'h', value: Buffer.from('1') }] },
    [],
    'ndjson',
    '{"a":1,"message_key":"test","topic":"devices \\"a\\"","partition":3,"offset":1007,"headers":{"h":"1"},"timestamp":"2024-12-28T18:01:02.239Z","source_type":"kafka"}',
  ],
  [
    'JSON as text in a message',
    { value: '{"a":"x\\ny"}' },
    [...without, { kind: 'delete', field: 'timestamp' }, json],
    'ndjson',
    String.raw`{"message":"{\"a\":\"x\\ny\",\"message_key\":\"test\"}"}`,
  ],
  [
    'a field of the payload gives way to metadata, numbers and escapes around it stay',
    { value: '{"x":1.0, "timestamp":"mine" , "y":"\\u00e9"}', key: null },
    without,
    'ndjson',
    '{"x":1.0, "y":"\\u00e9","message_key":null,"timestamp":"2024-12-28T18:01:02.239Z"}',
  ],
  [
    'a deleted name goes from the payload too, first, last and twice',
    { value: '{"topic":1,"a":2,"topic":3 , "offset":4}' },
    [...without, { kind: 'delete', field: 'timestamp' }],
    'ndjson',
    '{"a":2,"message_key":"test"}',
  ],
  [
    'nothing is left',
    { value: '{ "topic" : 1 }' },
    [
      ...without,
      ...['timestamp', 'message_key'].map((name) => ({ kind: 'delete', field: name }) as const),
    ],
    'json',
    '{}',
  ],
  [
    'line breaks between tokens are left out, text in strings stays',
    { value: '{\n "a" : "b  c",\n "d": [ 1,\r\n 2 ]\n}' },
    [...without, { kind: 'delete', field: 'timestamp' }],
    'ndjson',
    '{"a":"b  c","d":[1,2],"message_key":"test"}',
  ],
  [
    'a key that is not UTF-8 gets replacement characters, a control character its escape',
    { key: Buffer.from([0x61, 0x22, 0x07, 0xff, 0xc3, 0xa9]) },
    [...without, { kind: 'delete', field: 'timestamp' }],
    'ndjson',
    '{"message_key":"a\\"\\u0007\uFFFDé"}',
  ],
  [
    'of headers with one name the last counts, null is empty',
    {
      headers: [
        { name: 'h', value: Buffer.from('1') },
        { name: 'h', value: null },
        { name: '__proto__', value: Buffer.from([0xff]) },
      ],
    },
    ['message_key', 'topic', 'partition', 'offset', 'timestamp', 'source_type'].map((name) => ({
      kind: 'delete',
      field: name,
    })),
    'ndjson',
    '{"headers":{"h":"","__proto__":"\uFFFD"}}',
  ],
];

for (const [what, sample, operations, codec, line] of lines) {
  void test(`written: ${what}`, () => {
    assert.equal(spliced({ ...plainSample, ...sample }, vectorFields, operations, codec), line);
  });
}

void test('times and offsets are exact at their limits', () => {
  const only = (name: 'timestamp' | 'offset'): MetadataFields => ({ ...noFields, [name]: 'f' });
  const times: readonly (readonly [timestampMs: number, json: string])[] = [
    [-1, 'null'],
    [0, '"1970-01-01T00:00:00.000Z"'],
    [999, '"1970-01-01T00:00:00.999Z"'],
    [253_402_300_799_999, '"9999-12-31T23:59:59.999Z"'],
    [1_735_408_862_239_000, '"+056962-12-01T17:17:19.000Z"'],
    [8.64e15, '"+275760-09-13T00:00:00.000Z"'],
    [8.64e15 + 1, '8640000000000001'],
  ];
  for (const [timestampMs, expected] of times) {
    const line = spliced({ ...plainSample, timestampMs }, only('timestamp'), []);
    assert.equal(line, `{"f":${expected}}`);
  }
  for (const start of [
    0n,
    9n,
    99_999_999n,
    123_456_789_012n,
    2n ** 53n - 20n,
    2n ** 53n,
    2n ** 62n,
  ]) {
    const place = { ...chunk, start, next: start + 10n };
    const line = spliced({ ...plainSample, offsetDelta: 1 }, only('offset'), [], 'ndjson', place);
    assert.equal(line, `{"f":${start + 1n}}`);
  }
});

void test('times follow each other within a second and beyond it', () => {
  const plan = compileSplice({ ...noFields, timestamp: 't' }, [], 'json');
  assert.ok(plan !== null);
  const scanner = new JsonScanner(plan.watched);
  const target = new GrowableTarget();
  plan.begin(chunk);
  for (const timestampMs of [1000, 1001, 1999, 2000, 1999, -1, 86_400_000, 1000]) {
    const cursor = cursorOf({ ...plainSample, timestampMs });
    assert.ok(scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd));
    target.position = 0;
    plan.write(scanner, cursor, target);
    const expected = timestampMs < 0 ? null : new Date(timestampMs).toISOString();
    assert.equal(target.written().toString(), JSON.stringify({ t: expected }));
  }
});

void test('a plan follows from chunk to chunk', () => {
  const plan = compileSplice({ ...noFields, topic: 't', partition: 'p', offset: 'o' }, [], 'json');
  assert.ok(plan !== null);
  const cursor = cursorOf({ ...plainSample, offsetDelta: 2 });
  const scanner = new JsonScanner(plan.watched);
  assert.ok(scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd));
  const target = new GrowableTarget();
  for (const [topic, partition, start] of [
    ['a', 0, 5n],
    ['a', 1, 5n],
    ['b', 1, 9n],
    ['b', 1, 20n],
  ] as const) {
    target.position = 0;
    plan.begin({ topic, partition, start, next: start + 10n });
    plan.write(scanner, cursor, target);
    const event = { t: topic, p: partition, o: Number(start) + 2 };
    assert.equal(target.written().toString(), JSON.stringify(event));
  }
});

void test('what bytes cannot tell is left to the object path', () => {
  assert.equal(compileSplice(vectorFields, [], 'text'), null);
  for (const value of [NaN, Infinity]) {
    assert.equal(compileSplice(vectorFields, [{ kind: 'set', field: 'a', value }], 'json'), null);
  }
});
