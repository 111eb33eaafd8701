import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createHandler } from '../../functions/handler/create-handler.ts';
import {
  definePipeline,
  del,
  encodeJson,
  filter,
  remap,
  toFloat,
} from '../../shared/pipeline/api.ts';
import type { RecordHeader } from '../../shared/record.ts';
import { engineOf } from '../support/engine.ts';
import { memoryChunk, type TestRecord } from '../support/memory-chunk.ts';
import { type MemoryStore, memoryStore } from '../support/memory-store.ts';
import { encoderOf, messagesOfTests } from '../support/messages/message-type.ts';
import { invocationContext, mskEvent, type TestEventRecord } from '../support/msk-event.ts';

const hourMs = 3_600_000;
const startMs = Date.parse('2026-05-01T00:00:00Z');

const source = {
  type: 'kafka',
  bootstrapServers: 'localhost:9092',
  topics: ['dash-ed', '^iot\\..*'],
  groupId: 'g',
  keyField: 'message_key',
  maxRecordBytes: 2_000,
} as const;
const sink = {
  type: 'aws_s3',
  bucket: 'lake',
  region: 'eu-central-1',
  keyPrefix: 'raw/dth=%F-%H/',
} as const;

const colliding = 'test/support/messages/colliding.proto';
const messages = {
  codec: 'protobuf',
  protobuf: { protoFiles: colliding, messageType: 'test.Colliding' },
} as const;
const encode = encoderOf(colliding, 'test.Colliding');

/** The brief's own; one that reads every field; two sinks of which one splits by a field, with little room. */
const pipelines: Readonly<Record<string, object>> = {
  'bytes spliced': definePipeline({
    name: 'spliced',
    sources: { kafka: source },
    transforms: {
      line: remap({
        inputs: ['kafka'],
        program: (event) => {
          for (const field of ['topic', 'headers', 'source_type'] as const) del(event, field);
          return encodeJson(event);
        },
      }),
    },
    sinks: { s3: { ...sink, inputs: ['line'], compression: 'none', encoding: { codec: 'text' } } },
  }),
  'tombstones kept, arrays': definePipeline({
    name: 'arrays',
    sources: { kafka: { ...source, tombstones: 'dead_letter' } },
    sinks: { s3: { ...sink, inputs: ['kafka'], compression: 'none', encoding: { codec: 'json' } } },
  }),
  'messages spliced, and read': definePipeline({
    name: 'messages',
    sources: { kafka: { ...source, decoding: messages } },
    transforms: {
      warm: filter({
        inputs: ['kafka'],
        condition: (event) => toFloat(event['level']).or(1) > 0,
      }),
    },
    sinks: {
      time: { ...sink, inputs: ['kafka'], compression: 'none', batch: { maxBytes: 2_000 } },
      group: {
        ...sink,
        inputs: ['warm'],
        compression: 'none',
        keyPrefix: 'by/group={{ device }}/',
        encoding: { codec: 'json' },
        onRejection: { keyPrefix: 'dead-group/' },
      },
    },
  }),
  ...Object.fromEntries(
    Object.entries({
      avro: { codec: 'avro', avro: { schema: { type: 'map', values: ['null', 'long'] } } },
      csv: { codec: 'csv', csv: { columns: ['a', 'b'], types: { b: 'number' } } },
      messagepack: { codec: 'messagepack' },
      string: { codec: 'string' },
    } as const).map(([name, decoding]) => [
      name,
      definePipeline({
        name,
        sources: { kafka: { ...source, decoding } },
        sinks: { s3: { ...sink, inputs: ['kafka'], compression: 'none' } },
      }),
    ]),
  ),
  'rows, and files of avro': definePipeline({
    name: 'files',
    sources: { kafka: source },
    sinks: {
      time: {
        ...sink,
        inputs: ['kafka'],
        compression: 'none',
        encoding: { codec: 'csv', csv: { fields: 'id,group,a', header: true } },
      },
      group: {
        ...sink,
        inputs: ['kafka'],
        keyPrefix: 'by/group={{ group }}/',
        encoding: { codec: 'avro' },
        onRejection: { keyPrefix: 'dead-group/' },
      },
    },
  }),
  'two sinks': definePipeline({
    name: 'two',
    sources: { kafka: source },
    sinks: {
      time: { ...sink, inputs: ['kafka'], compression: 'none', batch: { maxBytes: 2_000 } },
      group: {
        ...sink,
        inputs: ['kafka'],
        compression: 'none',
        keyPrefix: 'by/group={{ group }}/',
        batch: { maxPrefixes: 2, maxEvents: 5 },
        onRejection: { keyPrefix: 'dead-group/' },
      },
    },
  }),
};

const text = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 4 }).map((n) => `{"group":"g${n}","n":${n}}`) },
  fc.constantFrom(
    '{"id":9007199254740993,"exact":1.0,"fine":0.1000,"group":"x"}',
    '{"a":1',
    'broken',
    '',
    '[1,2]',
    '17',
    '{"text":"übung\\u0000\\ud83d\\ude00","group":"ü/../x"}',
    '{"group":null}',
    '{"a":1,"a":2,"group":["no text"]}',
    ' {"spaced" : true }\n',
    `{"pad":"${'x'.repeat(1_990)}"}`,
  ),
);
const message = fc
  .record({
    message_key: fc.string(),
    device: fc.constantFrom('a', 'ü', ''),
    offset: fc.array(fc.integer()),
    level: fc.double(),
    raw: fc.uint8Array(),
  })
  .map(encode);
/** Values of other codecs: maps of Avro, rows, maps of MessagePack. */
const others = fc
  .constantFrom(
    '0002036101',
    '020261020200',
    '782c31',
    '2278222c392e30300a',
    '81a16101',
    '82a161c0a162cf8000000000000001',
  )
  .map((hex) => Buffer.from(hex, 'hex'));
const bytes = fc.oneof(
  { weight: 3, arbitrary: others },
  { weight: 6, arbitrary: text.map((value) => Buffer.from(value)) },
  { weight: 2, arbitrary: message },
  fc.constant(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
  fc.constant(null),
);
const header = fc.record({
  name: fc.constantFrom('trace', 'ü', ''),
  value: fc.uint8Array({ maxLength: 4 }),
});
const record = fc.record({
  gap: fc.constantFrom(0, 0, 0, 1, 7),
  timestampMs: fc.oneof(
    fc.integer({ min: 0, max: 3 }).map((hour) => startMs + hour * hourMs),
    fc.constantFrom(0, 1, 253_402_300_800_000, 8_640_000_000_000_001),
  ),
  key: fc.oneof(fc.constantFrom(null, '', 'device'), fc.constant(Buffer.from([0xff, 0x00]))),
  value: bytes,
  headers: fc.array(header, { maxLength: 2 }),
});
type Drawn = typeof record extends fc.Arbitrary<infer T> ? T : never;
/** By invocation: the records of each partition. */
const batches = fc.array(
  fc.dictionary(
    fc.constantFrom('dash-ed/0', 'dash-ed/12', 'iot.a-1/0'),
    fc.array(record, { minLength: 1, maxLength: 25 }),
    { minKeys: 1 },
  ),
  { minLength: 1, maxLength: 3 },
);

type Batch = Readonly<Record<string, readonly (TestRecord & { readonly timestampMs: number })[]>>;

/** Gives the records their offsets, going on from batch to batch. */
function withOffsets(drawn: readonly Readonly<Record<string, readonly Drawn[]>>[]): Batch[] {
  const next = new Map<string, bigint>();
  return drawn.map((batch) =>
    Object.fromEntries(
      Object.entries(batch).map(([place, records]) => [
        place,
        records.map(({ gap, ...rest }) => {
          const offset = (next.get(place) ?? 5n) + BigInt(gap);
          next.set(place, offset + 1n);
          return { ...rest, offset };
        }),
      ]),
    ),
  );
}

async function throughConsumer(
  definition: object,
  batches_: readonly Batch[],
): Promise<MemoryStore> {
  const store = memoryStore();
  const stores = new Map(['s3', 'time', 'group'].map((name) => [name, store]));
  for (const batch of batches_) {
    for (const [place, records] of Object.entries(batch)) {
      // what begins a batch begins an epoch, at the time that the handler takes
      const {
        engine,
        fatal,
        source: under,
      } = engineOf(definition, stores, () => openedAt(records));
      const [topic = '', partition = ''] = place.split('/');
      const at = { topic, partition: Number(partition) };
      const start = records[0]!.offset;
      under.assign(at, null, start);
      under.accept(memoryChunk({ ...at, start, next: records.at(-1)!.offset + 1n, records }));
      engine.cutAll('end');
      await engine.settled();
      assert.deepEqual(fatal, []);
    }
  }
  return store;
}

/** A time that cannot be written as part of a key is none to begin at. */
function openedAt([first]: Batch[string]): number {
  const timeMs = first?.timestampMs ?? 0;
  return timeMs <= Date.parse('9999-12-31T23:59:59.999Z') ? timeMs : 0;
}

async function throughHandler(
  definition: object,
  batches_: readonly Batch[],
): Promise<MemoryStore> {
  const store = memoryStore();
  const handler = createHandler(definition, {
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
    messages: messagesOfTests,
    write: () => undefined,
    stores: new Map(['s3', 'time', 'group'].map((name) => [name, store])),
  });
  for (const batch of batches_) {
    const event = mskEvent(
      Object.fromEntries(
        Object.entries(batch).map(([place, records]) => [place, records.map(asEventRecord)]),
      ),
    );
    // as the runtime hands it over
    await handler(JSON.parse(JSON.stringify(event)), invocationContext());
  }
  return store;
}

function asEventRecord({
  offset,
  timestampMs,
  key,
  value,
  headers,
}: Batch[string][number]): TestEventRecord {
  const parts = {
    offset: Number(offset),
    timestamp: timestampMs,
    headers: (headers ?? []).map(({ name, value: own }: RecordHeader) => ({
      [name]: [...Int8Array.from(own ?? [])],
    })),
  };
  return { ...parts, value, ...(key === null || key === undefined ? {} : { key }) };
}

/** Data and dead letters by key; a consumer's epoch records are its own. */
function objectsIn(store: MemoryStore): Record<string, string> {
  const objects = [...store.objects]
    .filter(([key]) => !key.startsWith('_sluice/'))
    .map(([key, { text: content }]): [string, string] => [key, content]);
  return Object.fromEntries(objects.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe('the same records through both hosts come to the same objects', () => {
  for (const [name, definition] of Object.entries(pipelines)) {
    it(name, async () => {
      await fc.assert(
        fc.asyncProperty(batches, async (drawn) => {
          const sent = withOffsets(drawn);
          const [consumer, handler] = await Promise.all([
            throughConsumer(definition, sent),
            throughHandler(definition, sent),
          ]);
          assert.deepEqual(objectsIn(handler), objectsIn(consumer));
        }),
        { numRuns: 60 },
      );
    });
  }
});
