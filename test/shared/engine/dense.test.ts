import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';

const startMs = Date.parse('2026-05-01T00:00:00Z');
const definition = {
  name: 'under-test',
  delivery: 'dense',
  sources: {
    kafka: { type: 'kafka', bootstrapServers: 'localhost:9092', topics: ['devices'], groupId: 'g' },
  },
  sinks: {
    lake: {
      type: 'aws_s3',
      inputs: ['kafka'],
      bucket: 'lake',
      region: 'us-east-1',
      keyPrefix: 'raw/',
      compression: 'none',
      filenameTimeFormat: '%Y%m%d',
    },
  },
};

const at = (partition: number) => ({ topic: 'devices', partition });

function chunk(partition: number, start: bigint, count: number): ReturnType<typeof memoryChunk> {
  const records = Array.from({ length: count }, (_, index) => ({
    offset: start + BigInt(index),
    timestampMs: startMs,
    value: '{"v":1}',
  }));
  return memoryChunk({ partition, start, next: start + BigInt(count), records });
}

test('the partitions of one consumer share an object, and each gets its own end', async () => {
  const store = memoryStore();
  const { engine, source, published, begun } = engineOf(definition, new Map([['lake', store]]));
  for (const partition of [0, 1, 2]) {
    source.assign(at(partition), null, 100n);
    assert.ok(source.accept(chunk(partition, 100n, 10 + partition)));
  }
  engine.cutAll('age');
  await engine.settled();
  assert.equal(store.objects.size, 1);
  const [[key, { text }] = ['', { text: '' }]] = store.objects;
  assert.match(key, /^raw\/\d{8}-[0-9a-f-]{36}\.ndjson$/);
  assert.equal(text.split('\n').filter(Boolean).length, 33);
  assert.deepEqual(
    published.map(({ partition, first, next }) => [partition, first, next]),
    [
      [0, 100n, 110n],
      [1, 100n, 111n],
      [2, 100n, 112n],
    ],
  );
  assert.deepEqual(begun, [], 'there is no ledger');
});

test('a partition that is lost is stored with the others, but its end is not committed', async () => {
  const store = memoryStore();
  const { engine, source, published } = engineOf(definition, new Map([['lake', store]]));
  for (const partition of [0, 1]) {
    source.assign(at(partition), null, 0n);
    source.accept(chunk(partition, 0n, 5));
  }
  source.release(at(0));
  engine.cutAll('age');
  await engine.settled();
  assert.deepEqual(
    published.map(({ partition, next }) => [partition, next]),
    [[1, 5n]],
  );
  assert.equal(engine.budget.held, 0);
});

test('a consumer that has lost every partition stores nothing of what was open', async () => {
  const store = memoryStore();
  const { engine, source, published } = engineOf(definition, new Map([['lake', store]]));
  source.assign(at(0), null, 0n);
  source.accept(chunk(0, 0n, 5));
  source.release(at(0));
  engine.cutAll('age');
  await engine.settled();
  assert.equal(store.objects.size, 0);
  assert.deepEqual(published, []);
  assert.equal(engine.budget.held, 0);
});

test('whoever stores the same again makes another object', async () => {
  const store = memoryStore();
  for (let time = 0; time < 2; time++) {
    const { engine, source } = engineOf(definition, new Map([['lake', store]]));
    source.assign(at(0), null, 0n);
    source.accept(chunk(0, 0n, 5));
    engine.cutAll('age');
    await engine.settled();
  }
  assert.equal(store.objects.size, 2);
});
