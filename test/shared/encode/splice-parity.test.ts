import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { addedFields, decodeEvent } from '../../../shared/decode/decode-event.ts';
import { JsonScanner } from '../../../shared/decode/json/scanner.ts';
import { eventEncoderOf } from '../../../shared/encode/encode-event.ts';
import type { Codec } from '../../../shared/encode/framing.ts';
import type { MetadataFields } from '../../../shared/pipeline/model.ts';
import type { Event, FieldOperation } from '../../../shared/transform/model.ts';
import {
  cursorOf,
  noFields,
  plainSample,
  sampleChunk as chunk,
  type Sample,
  spliced,
  vectorFields,
} from '../../support/splice-sample.ts';
import { setField } from '../../../shared/set-field.ts';

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
  let event: Event = decodeEvent(scanner, cursor, chunk, addedFields(fields));
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
