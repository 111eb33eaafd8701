import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedChunk } from '../../../../functions/cli/run/recorded-chunk.ts';
import {
  parseRecord,
  valueRecord,
  type RecordedRecord,
} from '../../../../functions/cli/run/recorded-record.ts';
import { SluiceError } from '../../../../shared/errors.ts';

const defaults = { topic: 'devices', timestampMs: 1000 };
const line = (text: string): { number: number; bytes: Buffer } => ({
  number: 7,
  bytes: Buffer.from(text),
});
const plain: RecordedRecord = {
  topic: 'devices',
  partition: 0,
  offset: 6n,
  timestampMs: 1000,
  key: null,
  value: Buffer.from('1'),
  headers: [],
};

test('a value takes its offset from the line and everything else from the defaults', () => {
  assert.deepEqual(valueRecord(line('1'), defaults), plain);
});

for (const [text, expected] of [
  ['{"value":"1"}', {}],
  ['{"value":1}', {}],
  ['{"valueBase64":"MQ=="}', {}],
  ['{"value":null}', { value: null }],
  [
    '{"value":{"id":12345678901234567890,"x":1.0}}',
    { value: Buffer.from('{"id":12345678901234567890,"x":1.0}') },
  ],
  [
    '{"value":"1","topic":"t","partition":3,"offset":9007199254740993}',
    { topic: 't', partition: 3, offset: 9_007_199_254_740_993n },
  ],
  ['{"value":"1","timestamp":"1970-01-01T00:00:02Z"}', { timestampMs: 2000 }],
  ['{"value":"1","timestamp":5}', { timestampMs: 5 }],
  ['{"value":"1","timestamp":null}', { timestampMs: -1 }],
  ['{"value":"1","key":"k","stage":"decode","code":"NOT_JSON"}', { key: Buffer.from('k') }],
  ['{"value":"1","keyBase64":"//8="}', { key: Buffer.from([255, 255]) }],
  [
    '{"value":"1","headers":[{"name":"a","value":"b"},{"name":"c","value":null}]}',
    {
      headers: [
        { name: 'a', value: Buffer.from('b') },
        { name: 'c', value: null },
      ],
    },
  ],
] as const) {
  test(`${text} is read`, () => {
    assert.deepEqual(parseRecord(line(text), defaults), { ...plain, ...expected });
  });
}

for (const [text, expected] of [
  ['not json', 'line 7 of the input is no JSON; with --format values it would be taken as it is'],
  ['[1]', 'line 7 of the input is no JSON object'],
  [
    '{"key":"secret"}',
    'line 7 of the input has neither value nor valueBase64; allowed are topic, partition, offset, timestamp, key, value, headers',
  ],
  [
    '{"value":1,"topic":"a/b"}',
    'line 7 of the input has a topic that is none; allowed: A-Z a-z 0-9 . _ -, at most 249',
  ],
  ['{"value":1,"partition":-1}', 'line 7 of the input has partition that is no whole number'],
  ['{"value":1,"partition":2147483648}', 'line 7 of the input has partition over 2147483647'],
  ['{"value":1,"offset":1.5}', 'line 7 of the input has offset that is no whole number'],
  [
    '{"value":1,"timestamp":"yesterday"}',
    'line 7 of the input has a timestamp that is neither RFC 3339 nor milliseconds since 1970',
  ],
  ['{"valueBase64":"%"}', 'line 7 of the input has valueBase64 that is no Base64'],
  ['{"value":1,"headers":{}}', 'line 7 of the input has headers that are no list'],
  ['{"value":1,"headers":[{}]}', 'line 7 of the input has a header without a name'],
] as const) {
  test(`${text} is refused with its line`, () => {
    assert.throws(
      () => parseRecord(line(text), defaults),
      (thrown: unknown) => {
        assert.ok(thrown instanceof SluiceError);
        assert.equal(thrown.code, 'INPUT_UNREADABLE');
        assert.equal(thrown.message, expected);
        return true;
      },
    );
  });
}

test('a chunk walks its records in place, with gaps, nulls and headers', () => {
  const records: readonly RecordedRecord[] = [
    { ...plain, offset: 12n, key: Buffer.from('key') },
    { ...plain, offset: 20n, value: null, timestampMs: -1, headers: [{ name: 'h', value: null }] },
  ];
  const chunk = recordedChunk(10n, records);
  assert.deepEqual(
    [chunk.start, chunk.next, chunk.byteLength, chunk.ownership],
    [10n, 21n, 4, null],
  );
  const cursor = chunk.cursor();
  assert.ok(cursor.next());
  assert.equal(cursor.offsetDelta, 2);
  assert.equal(cursor.bytes.toString('utf8', cursor.keyStart, cursor.keyEnd), 'key');
  assert.equal(cursor.bytes.toString('utf8', cursor.valueStart, cursor.valueEnd), '1');
  assert.ok(cursor.next());
  assert.deepEqual(
    [
      cursor.offsetDelta,
      cursor.keyStart,
      cursor.valueStart,
      cursor.timestampMs,
      cursor.headerCount,
    ],
    [10, -1, -1, -1, 1],
  );
  assert.deepEqual(cursor.headers(), [{ name: 'h', value: null }]);
  assert.equal(cursor.next(), false);
});
