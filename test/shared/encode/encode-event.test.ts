import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventEncoderOf } from '../../../shared/encode/encode-event.ts';
import { type Codec, framingOf } from '../../../shared/encode/framing.ts';
import { rawNumber } from '../../../shared/raw-json.ts';
import type { Event } from '../../../shared/transform/model.ts';

const missing =
  "codec 'text' writes the field 'message', which the event does not have; set it, or use codec 'ndjson'";

const messages: readonly (readonly [event: Event, encoded: object])[] = [
  [{ message: 'as it is: "é"\n\t', other: 1 }, { text: 'as it is: "é"\n\t' }],
  [{ message: '' }, { text: '' }],
  [{ message: 1.5 }, { text: '1.5' }],
  [{ message: 2n ** 64n }, { text: '18446744073709551616' }],
  [{ message: rawNumber('1.0') }, { text: '1.0' }],
  [{ message: false }, { text: 'false' }],
  [{ message: new Date(0) }, { text: '1970-01-01T00:00:00.000Z' }],
  [{ message: { a: [1, 'x'] } }, { text: '{"a":[1,"x"]}' }],
  [{ message: ['x'] }, { text: '["x"]' }],
  [{}, { fault: missing }],
  [{ message: null }, { fault: missing }],
  [{ message: undefined }, { fault: missing }],
  [{ message: NaN }, { fault: "field 'message' is NaN, which JSON cannot hold" }],
  [
    { message: 'a\ud800' },
    { fault: "field 'message' holds half of a surrogate pair, which UTF-8 cannot" },
  ],
];

void test("codec 'text' writes the message, and rejects an event without one", () => {
  for (const [event, encoded] of messages) assert.deepEqual(eventEncoderOf('text')(event), encoded);
});

void test("codecs 'ndjson' and 'json' write the event as JSON", () => {
  for (const codec of ['ndjson', 'json'] as const) {
    assert.deepEqual(eventEncoderOf(codec)({ message: 'x', a: 1 }), {
      text: '{"message":"x","a":1}',
    });
  }
});

function framed(codec: Codec, events: readonly string[]): string {
  const [begin, between, after, end] = (['begin', 'between', 'after', 'end'] as const).map((part) =>
    framingOf(codec)[part].toString(),
  );
  return `${begin}${events.map((event) => `${event}${after}`).join(between)}${end}`;
}

void test('framed events read back', () => {
  const lines = ['{"a":1}', '{"b":2}'];
  assert.equal(framed('ndjson', lines), '{"a":1}\n{"b":2}\n');
  assert.equal(framed('text', ['one', 'two']), 'one\ntwo\n');
  for (const count of [0, 1, 2]) {
    const array: unknown = JSON.parse(framed('json', lines.slice(0, count)));
    assert.deepEqual(
      array,
      lines.slice(0, count).map((line): unknown => JSON.parse(line)),
    );
  }
});
