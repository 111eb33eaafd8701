import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineOf } from '../../../support/engine.ts';
import { at, hourlyPipeline, hourMs, publishEpoch, startMs } from '../../../support/exact-epoch.ts';
import { memoryChunk } from '../../../support/memory-chunk.ts';
import { type MemoryStore, memoryStore } from '../../../support/memory-store.ts';

/** Publishes one epoch of the values, one an hour or all of the same. */
async function publish(store: MemoryStore, values: readonly string[], hours: number) {
  const records = values.map((value, index) => ({
    offset: BigInt(index),
    timestampMs: startMs + (index % hours) * hourMs,
    value,
  }));
  return publishEpoch(store, records);
}

const values = ['{"v":1}', '{"v":2}', 'broken', '{"v":3}'];

test('an epoch of one object has no record: its metadata says what a record would', async () => {
  const store = memoryStore();
  const { begun } = await publish(store, ['{"v":1}', '{"v":2}'], 1);
  const [key] = store.objects.keys();
  assert.equal(store.objects.size, 1);
  assert.equal(key, 'raw/dth=2026-05-01-00/devices+0+00000000000000000000.ndjson');
  const metadata = store.objects.get(key ?? '')?.object.metadata ?? {};
  assert.equal(metadata['sluice-first'], '0');
  assert.equal(metadata['sluice-next'], '2');
  assert.equal(metadata['sluice-events'], '2');
  assert.match(metadata['sluice-crc32'] ?? '', /^[0-9a-f]{8}$/);
  assert.ok(begun[0]?.ledger.includes(key ?? ''), 'the ledger names the only key');
});

test('an epoch of several objects has a record that names each of them, dead letters too', async () => {
  const store = memoryStore();
  await publish(store, values, 2);
  const record = store.objects.get('_sluice/under-test/g/devices/0/00000000000000000000.json');
  const parsed = JSON.parse(record?.text ?? '{}') as {
    first: string;
    next: string;
    records: number;
    objects: { key: string; events: number; deadLetter: boolean }[];
  };
  assert.deepEqual([parsed.first, parsed.next, parsed.records], ['0', '4', 4]);
  const data = [...store.objects.keys()].filter((key) => !key.startsWith('_sluice/'));
  assert.deepEqual(parsed.objects.map(({ key }) => key).toSorted(), data.toSorted());
  assert.equal(parsed.objects.filter(({ deadLetter }) => deadLetter).length, 1);
  assert.equal(
    parsed.objects.reduce((sum, { events }) => sum + events, 0),
    4,
  );
});

test('an epoch of which everything was filtered leaves a record without objects', async () => {
  const store = memoryStore();
  await publishEpoch(store, [{ offset: 0n, value: null }], {
    next: 2n,
    definition: hourlyPipeline({ source: { tombstones: 'drop' } }),
  });
  const [text] = [...store.objects.values()].map((stored) => stored.text);
  const record = JSON.parse(text ?? '{}') as { objects: unknown[]; dropped: unknown; next: string };
  assert.deepEqual(record.objects, []);
  assert.deepEqual(record.dropped, { 'kafka/tombstone': 1 });
  assert.equal(record.next, '2');
});

test('whoever does the same epoch again finds everything there, and changes nothing', async () => {
  const store = memoryStore();
  await publish(store, values, 2);
  const before = [...store.objects].map(([key, { text }]) => [key, text]);
  const again = await publish(store, values, 2);
  assert.deepEqual(again.fatal, []);
  assert.equal(again.published.length, 1);
  assert.deepEqual(
    [...store.objects].map(([key, { text }]) => [key, text]),
    before,
  );
});

test('an object under our key that is not ours stops the partition, and is not touched', async () => {
  const store = memoryStore();
  await publish(store, ['{"v":"theirs"}'], 1);
  const { fatal, published } = await publish(store, ['{"v":"ours"}'], 1);
  assert.equal(fatal[0]?.code, 'EPOCH_CONFLICT');
  assert.match(fatal[0]?.message ?? '', /devices\+0\+0{20}\.ndjson.*crc32/);
  assert.deepEqual(published, []);
  assert.match([...store.objects.values()][0]?.text ?? '', /theirs/);
});

test('an epoch record of another range stops the partition before an object is stored', async () => {
  const store = memoryStore();
  await publish(store, values, 2);
  const objects = store.objects.size;
  const { fatal } = await publish(store, [...values, '{"v":4}'], 2);
  assert.equal(fatal[0]?.code, 'EPOCH_CONFLICT');
  assert.match(fatal[0]?.message ?? '', /next is 4, not 5/);
  assert.equal(store.objects.size, objects);
});

test('what the ledger names is published as it names it, whatever the limits say now', async () => {
  const store = memoryStore();
  const { engine, source, published } = engineOf(
    hourlyPipeline({ sink: { batch: { maxEvents: 2 } } }),
    new Map([['lake', store]]),
  );
  source.assign(at, null, 0n, {
    next: 5n,
    openedAtMs: startMs,
    variant: 'abc',
    onlyKey: null,
    givenUp: [],
  });
  const records = Array.from({ length: 9 }, (_, index) => ({
    offset: BigInt(index),
    timestampMs: startMs,
    value: `{"v":${index}}`,
  }));
  engine.cutAll('age');
  source.accept(memoryChunk({ start: 0n, next: 3n, records: records.slice(0, 3) }));
  engine.cutAll('age');
  engine.relieve();
  assert.equal(published.length, 0, 'it cannot end before its end');
  source.accept(memoryChunk({ start: 3n, next: 9n, records: records.slice(3) }));
  engine.cutAll('age');
  await engine.settled();
  assert.deepEqual(
    published.map(({ first, next }) => [first, next]),
    [
      [0n, 5n],
      [5n, 7n],
      [7n, 9n],
    ],
  );
  assert.ok([...store.objects.keys()].some((key) => key.endsWith('+abc.ndjson')));
});
