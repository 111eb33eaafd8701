import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decodeEvent } from '../../../shared/decode/decode-event.ts';
import { JsonScanner } from '../../../shared/decode/json/scanner.ts';
import { setField } from '../../../shared/decode/metadata.ts';
import { GrowableTarget } from '../../../shared/encode/byte-target.ts';
import { eventEncoderOf } from '../../../shared/encode/encode-event.ts';
import type { Codec } from '../../../shared/encode/framing.ts';
import { compileSplice } from '../../../shared/encode/splice.ts';
import type { MetadataFields } from '../../../shared/pipeline/model.ts';
import type { RecordCursor, RecordHeader } from '../../../shared/record.ts';
import type { Event, FieldOperation } from '../../../shared/transform/model.ts';

const vectorFields: MetadataFields = {
  key: 'message_key',
  topic: 'topic',
  partition: 'partition',
  offset: 'offset',
  headers: 'headers',
  timestamp: 'timestamp',
  sourceType: 'source_type',
};
const noFields: MetadataFields = {
  key: null,
  topic: null,
  partition: null,
  offset: null,
  headers: null,
  timestamp: null,
  sourceType: null,
};

interface Sample {
  readonly value: string;
  readonly key: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
  readonly timestampMs: number;
  readonly offsetDelta: number;
}

const plainSample: Sample = {
  value: '{}',
  key: Buffer.from('test'),
  headers: [],
  timestampMs: Date.parse('2024-12-28T18:01:02.239Z'),
  offsetDelta: 7,
};

function cursorOf(sample: Sample): RecordCursor {
  const key = sample.key ?? Buffer.alloc(0);
  const value = Buffer.from(sample.value);
  // Kafka's length of the value stands between the two: its bytes can look like the rest of a UTF-8 sequence
  const length = Buffer.from([0x80, 0x80, 0x80, 0x01]);
  const keyEnd = 3 + key.length;
  const valueStart = keyEnd + length.length;
  return {
    next: () => false,
    bytes: Buffer.concat([Buffer.from('"}9'), key, length, value, Buffer.from('9"}')]),
    offsetDelta: sample.offsetDelta,
    timestampMs: sample.timestampMs,
    keyStart: sample.key === null ? -1 : 3,
    keyEnd: sample.key === null ? -1 : keyEnd,
    valueStart,
    valueEnd: valueStart + value.length,
    headerCount: sample.headers.length,
    headers: () => [...sample.headers],
  };
}

const chunk = { topic: 'devices "a"', partition: 3, start: 1000n, next: 1_000_000n };

/** What the byte path writes, several times in a row into a buffer that has to grow. */
function spliced(
  sample: Sample,
  fields: MetadataFields,
  operations: readonly FieldOperation[],
  codec: Codec = 'ndjson',
  place: typeof chunk = chunk,
): string {
  const plan = compileSplice(fields, operations, codec);
  assert.ok(plan !== null);
  const cursor = cursorOf(sample);
  // another plan's names are watched as well, as where two sinks share a scanner
  const scanner = new JsonScanner([...new Set(['other', ...plan.watched, 'a'])]);
  assert.ok(scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd), sample.value);
  const target = new GrowableTarget(1);
  plan.begin(place);
  for (let round = 0; round < 3; round += 1) plan.write(scanner, cursor, target);
  const written = target.written().toString();
  const once = written.slice(0, written.length / 3);
  assert.equal(written, once.repeat(3));
  return once;
}

/** The same through objects: decode, carry the operations out one by one, encode. */
function encoded(
  sample: Sample,
  fields: MetadataFields,
  operations: readonly FieldOperation[],
  codec: Codec,
): string {
  const cursor = cursorOf(sample);
  const scanner = new JsonScanner([]);
  assert.ok(scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd));
  let event: Event = decodeEvent(scanner, cursor, chunk, fields);
  for (const operation of operations) {
    if (operation.kind === 'delete') delete event[operation.field];
    else if (operation.kind === 'set') setField(event, operation.field, operation.value);
    else event = { message: text(eventEncoderOf('ndjson')(event)) };
  }
  return text(eventEncoderOf(codec)(event));
}

function text(result: ReturnType<ReturnType<typeof eventEncoderOf>>): string {
  assert.ok('text' in result, JSON.stringify(result));
  return result.text;
}

/** Keeps the text of numbers, so that 1.0 and 1 differ. */
function parsed(json: string): unknown {
  const reviver = (_key: string, value: unknown, context: { source?: string }): unknown =>
    typeof value === 'number' ? { number: context.source } : value;
  return JSON.parse(json, reviver as Parameters<typeof JSON.parse>[1]);
}

const names = fc.constantFrom(
  'topic',
  'message_key',
  'timestamp',
  'a',
  'b',
  '__proto__',
  'ключ',
  '',
);
const numbers = fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,18})?([eE][+-]?\d{1,2})?$/);
const values = fc.oneof(
  numbers,
  fc.string({ unit: 'binary', maxLength: 5 }).map((raw) => JSON.stringify(raw)),
  fc.constantFrom(
    '{}',
    '[]',
    'null',
    'true',
    '{ "topic" : [1.0, "a b"] }',
    '[ {"x":{}} ,2]',
    '"}"',
  ),
);
const blanks = fc.constantFrom('', '', ' ', '\n', '\t\r\n');
const members = fc
  .tuple(fc.oneof(names, fc.string({ maxLength: 3 })), blanks, blanks, values, blanks, blanks)
  .map(([name, a, b, value, c, d]) => `${d}${JSON.stringify(name)}${a}:${b}${value}${c}`);
const payloads = fc
  .tuple(blanks, fc.array(members, { maxLength: 6 }), blanks)
  .map(([a, list, b]) => `${a}{${list.length === 0 ? b : list.join(',')}}${b}`);
const bytes = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }).map((raw) => Buffer.from(raw)),
  fc.uint8Array({ maxLength: 6 }),
);
const samples: fc.Arbitrary<Sample> = fc.record({
  value: payloads,
  key: fc.option(bytes),
  headers: fc.array(fc.record({ name: names, value: fc.option(bytes) }), { maxLength: 3 }),
  timestampMs: fc.oneof(
    fc.constant(-1),
    fc.integer({ min: 0, max: 4_102_444_800_000 }),
    fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  ),
  offsetDelta: fc.nat(1_000_000),
});
const field = fc.option(fc.oneof(fc.string({ maxLength: 3 }), names));
const fieldSets = fc.oneof(
  fc.constant(vectorFields),
  fc.record({
    key: field,
    topic: field,
    partition: field,
    offset: field,
    headers: field,
    timestamp: field,
    sourceType: field,
  }),
);
const constants = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const operationLists = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('delete' as const), field: names }),
        fc.record({ kind: fc.constant('set' as const), field: names, value: constants }),
      ),
      { maxLength: 5 },
    ),
    fc.boolean(),
  )
  .map(([list, last]): FieldOperation[] => (last ? [...list, { kind: 'encode_json' }] : list));

void test('the byte path and the object path give the same event', () => {
  fc.assert(
    fc.property(samples, fieldSets, operationLists, (sample, fields, operations) => {
      const codecs: readonly Codec[] =
        operations.at(-1)?.kind === 'encode_json' ? ['ndjson', 'json', 'text'] : ['ndjson', 'json'];
      for (const codec of codecs) {
        const written = spliced(sample, fields, operations, codec);
        const expected = encoded(sample, fields, operations, codec);
        const outer = [parsed(written), parsed(expected)] as const;
        if (codec !== 'text' && codecs.length === 3) {
          const inner = outer.map((event) => parsed((event as { message: string }).message));
          assert.deepEqual(inner[0], inner[1]);
          assert.deepEqual(Object.keys(outer[0] as object), ['message']);
        } else {
          assert.deepEqual(outer[0], outer[1]);
        }
        assert.doesNotMatch(written, /[\r\n]/, 'a line break would break the framing');
      }
    }),
    { numRuns: 3000 },
  );
});

void test('a payload that no field and no line break touches is copied byte for byte', () => {
  const untouched = payloads.filter((value) => !/[\r\n]/.test(value.trim()));
  fc.assert(
    fc.property(untouched, (value) => {
      const body = value.trim().slice(1, -1).trim();
      assert.equal(spliced({ ...plainSample, value }, noFields, []), `{${body}}`);
      const added: FieldOperation[] = [{ kind: 'set', field: 'not there', value: 1 }];
      const comma = body === '' ? '' : ',';
      const expected = `{${body}${comma}"not there":1}`;
      assert.equal(spliced({ ...plainSample, value }, noFields, added), expected);
    }),
    { numRuns: 1000 },
  );
});

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
