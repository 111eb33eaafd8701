import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedFields, decodeEvent } from '../../../shared/decode/decode-event.ts';
import { JsonScanner } from '../../../shared/decode/json/scanner.ts';
import type { MetadataFields } from '../../../shared/pipeline/model.ts';
import type { RecordCursor } from '../../../shared/record.ts';
import type { Event } from '../../../shared/transform/model.ts';

const fields: MetadataFields = {
  key: 'message_key',
  topic: 'topic',
  partition: 'partition',
  offset: 'offset',
  headers: 'headers',
  timestamp: 'timestamp',
  sourceType: 'source_type',
};

function decode(value: string, cursor: Partial<RecordCursor> = {}, start = 40n): Event {
  const bytes = Buffer.from(`k\u00e9y${value}`);
  const scanner = new JsonScanner([]);
  assert.ok(scanner.scan(bytes, 4, bytes.length));
  return decodeEvent(
    scanner,
    {
      next: () => false,
      bytes,
      offsetDelta: 2,
      timestampMs: 1_735_408_862_239,
      keyStart: 0,
      keyEnd: 4,
      valueStart: 4,
      valueEnd: bytes.length,
      headerCount: 0,
      headers: () => [],
      ...cursor,
    },
    { topic: 'devices', partition: 3, start },
    addedFields(fields),
  );
}

void test('an event holds its fields, then its metadata, which replaces fields of the same names', () => {
  const event = decode('{"timestamp":"mine","a":[1]}');
  assert.deepEqual(event, {
    timestamp: '2024-12-28T18:01:02.239Z',
    a: [1],
    message_key: 'kéy',
    topic: 'devices',
    partition: 3,
    offset: 42,
    headers: {},
    source_type: 'kafka',
  });
});

void test('a missing key or time is null, an offset beyond 2^53 a bigint', () => {
  const event = decode('{}', { keyStart: -1, keyEnd: -1, timestampMs: -1 }, 2n ** 53n);
  assert.equal(event['message_key'], null);
  assert.equal(event['timestamp'], null);
  assert.equal(event['offset'], 2n ** 53n + 2n);
  assert.equal(decode('{}', { timestampMs: 1.735408862239e18 })['timestamp'], 1.735408862239e18);
});

void test('numbers that JavaScript would change keep their text, others are numbers', () => {
  const event = decode('{"a":1.0,"b":[9007199254740993,2],"c":1e400,"d":-0,"e":0.1}');
  const { a, b, c, d, e } = event;
  assert.equal(
    JSON.stringify({ a, b, c, d, e }),
    '{"a":1.0,"b":[9007199254740993,2],"c":1e400,"d":-0,"e":0.1}',
  );
  assert.equal(e, 0.1);
  assert.equal((b as unknown[])[1], 2);
});

void test('a field __proto__ is a field, whether it comes with exact numbers or not', () => {
  for (const value of ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1},"n":1.0}']) {
    const event = decode(value);
    assert.equal(Object.getPrototypeOf(event), Object.prototype);
    assert.equal(JSON.stringify(event).startsWith('{"__proto__":{"a":1}'), true);
    assert.equal(event['a'], undefined);
  }
});
