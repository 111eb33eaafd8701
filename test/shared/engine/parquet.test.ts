import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';
import { readWithHyparquet } from '../../support/read-parquet.ts';
import { unpackObject } from '../../support/unpack-object.ts';

const startMs = Date.parse('2026-05-01T00:00:00Z');
const at = { topic: 'devices', partition: 0 };

function chunkOf(values: readonly string[], start = 0n): ReturnType<typeof memoryChunk> {
  const records = values.map((value, index) => ({
    offset: start + BigInt(index),
    timestampMs: startMs,
    value,
  }));
  return memoryChunk({ partition: 0, start, next: start + BigInt(values.length), records });
}

function pipeline(parquet: object, more: object = {}, top: object = {}): object {
  return minimalPipeline({
    sink: { keyPrefix: 'raw/', encoding: { codec: 'parquet', parquet }, ...more },
    top,
  });
}

const values = Array.from({ length: 5000 }, (_, id) => `{"id":${id},"name":"device ${id % 9}"}`);

test('an object is lines until it is published, and a file of columns then', async () => {
  const store = memoryStore();
  const { engine, source, published, fatal } = engineOf(pipeline({}), new Map([['s3', store]]));
  source.assign(at, null, 0n);
  source.accept(chunkOf(values));
  engine.cutAll('age');
  await engine.settled();
  assert.deepEqual(fatal, []);
  assert.equal(published.length, 1);
  const [[key, object] = assert.fail('nothing is stored')] = store.objects;
  assert.match(key, /^raw\/.*\.parquet$/);
  assert.equal(object.object.contentType, 'application/vnd.apache.parquet');
  assert.equal(object.object.metadata['sluice-events'], '5000');
  const rows = await readWithHyparquet(object.bytes);
  assert.deepEqual(
    rows.map(({ id, name, offset }) => [id, name, offset]),
    values.map((_, id) => [BigInt(id), `device ${id % 9}`, BigInt(id)]),
  );
  const { budget } = engine;
  assert.deepEqual([budget.open, budget.publishing], [0, 0], 'all of the memory is given back');
});

test('what is told of the content is of the events, so that another file of them is the same', async () => {
  const told: (string | undefined)[] = [];
  for (const compression of ['zstd', 'none']) {
    const store = memoryStore();
    const { engine, source } = engineOf(pipeline({ compression }), new Map([['s3', store]]));
    source.assign(at, null, 0n);
    source.accept(chunkOf(values));
    engine.cutAll('age');
    await engine.settled();
    for (const { object } of store.objects.values()) told.push(object.metadata['sluice-crc32']);
  }
  assert.equal(told.length, 2);
  assert.equal(told[0], told[1]);
});

test('an event that does not fit is a dead letter where the sink says so', async () => {
  const store = memoryStore();
  const schema = { id: 'bigint not null', name: 'string', offset: 'bigint' };
  const definition = pipeline({ schema, onTypeConflict: 'dead_letter', unknownFields: 'drop' });
  const { engine, source, events } = engineOf(definition, new Map([['s3', store]]));
  source.assign(at, null, 0n);
  source.accept(
    chunkOf(['{"id":1}', '{"id":"x"}', '{"name":"n"}', '{"id":2,"name":5}', '{"id":3,"more":1}']),
  );
  engine.cutAll('age');
  await engine.settled();
  const stored = [...store.objects];
  const file = stored.find(([key]) => key.startsWith('raw/'))?.[1] ?? assert.fail();
  assert.deepEqual(await readWithHyparquet(file.bytes), [
    { id: 1n, name: null, offset: 0n },
    { id: 3n, name: null, offset: 4n },
  ]);
  const letters = stored.find(([key]) => key.endsWith('.ndjson')) ?? assert.fail();
  const reasons = Buffer.concat([...unpackObject(letters[1].bytes)])
    .toString()
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { code: string; reason: string }).reason);
  assert.deepEqual(reasons, [
    "field 'id': got text; its column takes bigint",
    "field 'id' is missing, and its column is 'not null'",
    "field 'name': got a number; its column takes string",
  ]);
  assert.ok(
    events.some((event) => event.name === 'records_rejected' && event.code === 'NOT_ENCODABLE'),
  );
});

test('a disk buffer holds the lines as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  try {
    const store = memoryStore();
    const buffer = { type: 'disk', maxSize: 1024 ** 3 };
    const definition = pipeline({}, {}, { buffer, dataDir: folder });
    const more = { dataFolder: { path: folder, build: 'b' } };
    const stores = new Map([['s3', store]]);
    const { engine, source, fatal } = engineOf(definition, stores, undefined, undefined, more);
    source.assign(at, null, 0n);
    source.accept(chunkOf(values));
    engine.cutAll('age');
    await engine.settled();
    assert.deepEqual(fatal, []);
    const [[, object] = assert.fail('nothing is stored')] = store.objects;
    assert.equal((await readWithHyparquet(object.bytes)).length, 5000);
    assert.equal(engine.budget.publishing, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
