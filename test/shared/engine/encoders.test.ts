import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobufjs from 'protobufjs';
import { readContainer } from '../../support/avro/read-container.ts';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';
import { unpackObject } from '../../support/unpack-object.ts';

const timestampMs = Date.parse('2026-05-01T00:00:00Z');

/** What becomes of the values: objects of the sink by key, and the reasons of dead letters. */
async function stored(
  sink: object,
  values: readonly string[],
): Promise<{ readonly objects: Map<string, Buffer>; readonly reasons: readonly unknown[] }> {
  const store = memoryStore();
  const definition = minimalPipeline({ sink: { keyPrefix: 'raw/', ...sink } });
  const { engine, source, fatal } = engineOf(definition, new Map([['s3', store]]));
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = values.map((value, i) => ({ offset: BigInt(i), timestampMs, value }));
  source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  engine.cutAll('age');
  await engine.settled();
  assert.deepEqual(fatal, []);
  const objects = new Map<string, Buffer>();
  const reasons: unknown[] = [];
  for (const [key, { bytes }] of store.objects) {
    if (key.startsWith('raw/')) objects.set(key, bytes);
    else if (key.startsWith('dead-letter/')) {
      const letters = Buffer.concat([...unpackObject(bytes)])
        .toString()
        .trim()
        .split('\n');
      reasons.push(
        ...letters.map((line) => (JSON.parse(line) as { readonly reason: unknown }).reason),
      );
    }
  }
  return { objects, reasons };
}

test('a sink of csv writes rows, each object with its header, and keeps what it cannot write', async () => {
  const csv = { fields: 'id,name,place.lat', header: true };
  const { objects, reasons } = await stored(
    { encoding: { codec: 'csv', csv }, compression: 'none', batch: { maxEvents: 2 } },
    [
      '{"id":1.0,"name":"a, b","place":{"lat":-0.5}}',
      '{"id":12345678901234567890}',
      '{"name":"\\ud800"}',
      '{"name":""}',
    ],
  );
  assert.deepEqual([...objects.values()].map(String), [
    'id,name,place.lat\r\n1.0,"a, b",-0.5\r\n12345678901234567890,,\r\n',
    'id,name,place.lat\r\n,"",\r\n',
  ]);
  assert.ok([...objects.keys()].every((key) => key.endsWith('.csv')));
  assert.deepEqual(reasons, ["field 'name' holds half of a surrogate pair, which UTF-8 cannot"]);
});

test('a sink of csv is compressed as lines are', async () => {
  const { objects } = await stored({ encoding: { codec: 'csv', csv: { fields: 'id' } } }, [
    '{"id":1}',
  ]);
  const [[key, bytes] = assert.fail()] = objects;
  assert.match(key, /\.csv\.gz$/);
  assert.equal(Buffer.concat([...unpackObject(bytes)]).toString(), '1\r\n');
});

test('a sink of avro makes files of lines when they are published', async () => {
  const values = Array.from({ length: 3000 }, (_, id) => `{"id":${id},"name":"device ${id % 9}"}`);
  const { objects, reasons } = await stored({ encoding: { codec: 'avro' } }, values);
  const [[key, bytes] = assert.fail()] = objects;
  assert.match(key, /\.avro$/);
  const { values: found, codec } = await readContainer(bytes);
  assert.equal(codec, 'deflate');
  assert.deepEqual(
    found.map((value) => (value as { readonly id: bigint }).id),
    values.map((_, id) => BigInt(id)),
  );
  assert.deepEqual(reasons, []);
});

test('a sink of protobuf writes messages with their lengths, and keeps what is none', async () => {
  const protobuf = { protoFiles: 'pipelines/devices.proto', messageType: 'lake.v1.DeviceEvent' };
  const { objects, reasons } = await stored(
    { encoding: { codec: 'protobuf', protobuf }, compression: 'none' },
    [
      '{"event_id":7,"device_name":"device_a","sensor":{"temperature":21.5}}',
      '{"event_id":"x"}',
      '{"event_id":9007199254740993}',
    ],
  );
  const [[key, bytes] = assert.fail()] = objects;
  assert.match(key, /\.pb$/);
  const type = new protobufjs.Root()
    .loadSync('pipelines/devices.proto', { keepCase: true })
    .lookupType('lake.v1.DeviceEvent');
  const reader = protobufjs.Reader.create(bytes);
  const messages: unknown[] = [];
  while (reader.pos < reader.len) {
    messages.push(type.toObject(type.decodeDelimited(reader), { longs: String }));
  }
  assert.deepEqual(messages, [
    { event_id: '7', device_name: 'device_a', sensor: { temperature: 21.5 } },
    { event_id: '9007199254740993' },
  ]);
  assert.equal(reasons.length, 1);
  assert.match(String(reasons[0]), /^field 'event_id': the value is no u?int64$/);
});

test('an event that does not fit the columns of avro is a dead letter where the sink says so', async () => {
  const schema = { id: 'bigint not null', name: 'string' };
  const avro = {
    schema,
    onTypeConflict: 'dead_letter',
    unknownFields: 'drop',
    compression: 'none',
  };
  const { objects, reasons } = await stored({ encoding: { codec: 'avro', avro } }, [
    '{"id":1}',
    '{"id":"x"}',
    '{"name":"n"}',
  ]);
  const [bytes = assert.fail()] = objects.values();
  const { values } = await readContainer(bytes);
  assert.deepEqual(
    values.map((value) => ({ ...(value as object) })),
    [{ id: 1n, name: null }],
  );
  assert.deepEqual(reasons, [
    "field 'id': got text; its column takes bigint",
    "field 'id' is missing, and its column is 'not null'",
  ]);
});
