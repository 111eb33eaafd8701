import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLedger } from '../../../shared/engine/exact/ledger.ts';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk, type TestRecord } from '../../support/memory-chunk.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts';

const at = { topic: 'devices', partition: 0 };
const hourMs = 3_600_000;
const startMs = Date.parse('2026-05-01T00:00:00Z');

function pipeline(sink: object, top: object = {}): object {
  return {
    name: 'under-test',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: 'localhost:9092',
        topics: ['devices'],
        groupId: 'test',
      },
    },
    sinks: {
      lake: {
        type: 'aws_s3',
        inputs: ['kafka'],
        bucket: 'lake',
        region: 'us-east-1',
        keyPrefix: 'raw/dth=%Y-%m-%d-%H/',
        compression: 'none',
        ...sink,
      },
    },
    ...top,
  };
}

/** Both ways to an object: by time alone, on bytes; and by a field, on an event. */
const keyPrefixes = ['raw/dth=%Y-%m-%d-%H/', 'raw/type={{ type }}/'];

function recordsOf(kinds: readonly number[]): TestRecord[] {
  return kinds.map((kind, index) => ({
    offset: BigInt(index),
    timestampMs: startMs + kind * hourMs,
    value: kind === 9 ? 'broken' : JSON.stringify({ type: kind, pad: 'x'.repeat(40) }),
  }));
}

/** The records in chunks of the given sizes, from an offset on. */
function chunksOf(records: readonly TestRecord[], from: number, sizes: readonly number[]) {
  const chunks = [];
  for (let start = from, i = 0; start < records.length; i++) {
    const next = Math.min(records.length, start + (sizes[i % sizes.length] ?? 1));
    chunks.push(
      memoryChunk({
        start: BigInt(start),
        next: BigInt(next),
        records: records.slice(start, next),
      }),
    );
    start = next;
  }
  return chunks;
}

function dataOf(store: MemoryStore): Map<string, string> {
  const data = [...store.objects].filter(([key]) => key.startsWith('raw/'));
  return new Map(data.map(([key, { text }]) => [key, text]));
}

function offsetsIn(texts: Iterable<string>): number[] {
  const lines = [...texts].flatMap((text) => text.split('\n').filter((line) => line !== ''));
  return lines.map((line) => (JSON.parse(line) as { offset: number }).offset);
}

const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });

test('an epoch has at most so many prefixes and one more, nothing is lost, and done again it is the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 120 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(...keyPrefixes),
      sizes,
      sizes,
      fc.infiniteStream(fc.boolean()),
      async (kinds, maxPrefixes, keyPrefix, first, second, cut) => {
        const records = recordsOf(kinds);
        const definition = pipeline({ keyPrefix, batch: { maxBytes: 1024, maxPrefixes } });
        const store = memoryStore();
        const { engine, source, begun, fatal } = engineOf(definition, new Map([['lake', store]]));
        source.assign(at, null, 0n);
        for (const chunk of chunksOf(records, 0, first)) {
          source.accept(chunk);
          if (cut.next().value === true) engine.cutAll('memory');
        }
        engine.cutAll('end');
        await engine.settled();
        assert.deepEqual(fatal, []);

        const data = dataOf(store);
        assert.deepEqual(
          offsetsIn(data.values()).toSorted((a, b) => a - b),
          kinds.flatMap((kind, index) => (kind === 9 ? [] : [index])),
        );
        for (const { first: begins, next, ledger } of begun) {
          const name = `+${String(begins).padStart(20, '0')}`;
          const ofEpoch = [...data].filter(([key]) => key.includes(name));
          const prefixes = new Set(ofEpoch.map(([key]) => key.slice(0, key.lastIndexOf('/'))));
          assert.ok(prefixes.size <= maxPrefixes + 1, `${prefixes.size} prefixes`);

          const again = memoryStore();
          const other = engineOf(definition, new Map([['lake', again]]), () => startMs + 1);
          const { openedAtMs, onlyKey } = parseLedger(ledger, 'under-test', 'here') ?? {
            openedAtMs: 0,
            onlyKey: null,
          };
          const redo = { next, openedAtMs, variant: null, onlyKey, givenUp: [] };
          other.source.assign(at, null, begins, redo);
          for (const chunk of chunksOf(records, Number(begins), second)) {
            other.source.accept(chunk);
            other.engine.cutAll('memory');
          }
          await other.engine.settled();
          assert.deepEqual(other.fatal, []);
          const redone = [...dataOf(again)].filter(([key]) => key.includes(name));
          assert.deepEqual(new Map(redone), new Map(ofEpoch));
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** One epoch of one kind of record after the other. */
async function oneEpoch(kinds: readonly number[], sink: object) {
  const store = memoryStore();
  const under = engineOf(pipeline(sink), new Map([['lake', store]]), () => startMs);
  const records = recordsOf(kinds);
  under.source.assign(at, null, 0n);
  for (const chunk of chunksOf(records, 0, [records.length])) under.source.accept(chunk);
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  const told = under.events.flatMap((event) =>
    event.name === 'prefixes_overflowed' ? [event] : [],
  );
  return { store, told };
}

test('the first prefixes of an epoch keep their place; the rest shares one, which is told with its epoch', async () => {
  const { store, told } = await oneEpoch([0, 1, 2, 3, 0, 4, 1], { batch: { maxPrefixes: 2 } });
  const places = [...dataOf(store)].map(([key, text]) => [key, offsetsIn([text])]);
  assert.deepEqual(Object.fromEntries(places), {
    'raw/dth=2026-05-01-00/devices+0+00000000000000000000.ndjson': [0, 4],
    'raw/dth=2026-05-01-01/devices+0+00000000000000000000+0001.ndjson': [1, 6],
    'raw/_overflow/lake/devices+0+00000000000000000000+0002.ndjson': [2, 3, 5],
  });
  assert.deepEqual(told, [
    {
      name: 'prefixes_overflowed',
      source: 'kafka',
      sink: 'lake',
      ...at,
      first: 0n,
      events: 3,
      maxPrefixes: 2,
    },
  ]);
});

test('where every prefix finds room nothing is told', async () => {
  const { told } = await oneEpoch([0, 1, 0], { batch: { maxPrefixes: 2 } });
  assert.deepEqual(told, []);
});

test('an overflow with a date lies at the time at which the epoch began, not at the times of its records', async () => {
  const { store } = await oneEpoch([0, 100, 200, 300], {
    batch: { maxPrefixes: 1 },
    overflowPrefix: 'raw/rest/dt=%F/',
  });
  const prefixes = [...dataOf(store).keys()].map((key) => key.slice(0, key.lastIndexOf('/')));
  assert.deepEqual(prefixes, ['raw/dth=2026-05-01-00', 'raw/rest/dt=2026-05-01']);
});

test('rolled objects count as no prefix, and the overflow is rolled by size, too', async () => {
  const kinds = Array.from({ length: 90 }, (_, index) => index % 3);
  const { store, told } = await oneEpoch(kinds, { batch: { maxBytes: 1024, maxPrefixes: 2 } });
  const counts = new Map<string, number>();
  for (const key of dataOf(store).keys()) {
    const prefix = key.slice(0, key.lastIndexOf('/'));
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const names = ['raw/dth=2026-05-01-00', 'raw/dth=2026-05-01-01', 'raw/_overflow/lake'];
  assert.deepEqual([...counts.keys()].toSorted(), names.toSorted());
  for (const [prefix, objects] of counts) assert.ok(objects > 1, `${prefix}: ${objects}`);
  assert.equal(told[0]?.events, 30);
});

test('dead letters count as no prefix, and bad records of many times make no storm either', async () => {
  const store = memoryStore();
  const definition = pipeline({ batch: { maxPrefixes: 2 } });
  const { engine, source } = engineOf(definition, new Map([['lake', store]]), () => startMs);
  source.assign(at, null, 0n);
  const records = Array.from({ length: 50 }, (_, index) => ({
    offset: BigInt(index),
    timestampMs: startMs - index * 24 * hourMs,
    value: index < 2 ? '{}' : 'broken',
  }));
  source.accept(memoryChunk({ start: 0n, next: 50n, records }));
  engine.cutAll('end');
  await engine.settled();
  const keys = [...store.objects.keys()].filter((key) => !key.startsWith('_sluice/'));
  assert.deepEqual(keys.map((key) => key.slice(0, key.lastIndexOf('/'))).toSorted(), [
    'dead-letter/under-test/kafka/dt=2026-04-28',
    'dead-letter/under-test/kafka/dt=2026-04-29',
    'dead-letter/under-test/kafka/dt=2026-05-01',
    'raw/dth=2026-04-30-00',
    'raw/dth=2026-05-01-00',
  ]);
});

test('64 partitions of 256 prefixes stay within the smallest buffer: memory ends their epochs, and nothing is lost', async (t) => {
  const maxBytes = 32 * 1024 * 1024;
  const store = memoryStore();
  const { engine, source, fatal } = engineOf(
    pipeline({ keyPrefix: 'raw/{{ type }}/' }, { buffer: { maxBytes } }),
    new Map([['lake', store]]),
  );
  const prefixes = 256;
  const value = Array.from({ length: prefixes }, (_, type) =>
    JSON.stringify({ type, pad: 'x'.repeat(100) }),
  );
  const rounds = 1;
  let mostHeld = 0;
  for (let partition = 0; partition < 64; partition++) {
    source.assign({ topic: 'devices', partition }, null, 0n);
  }
  for (let round = 0; round < rounds; round++) {
    for (let partition = 0; partition < 64; partition++) {
      const start = BigInt(round * prefixes);
      const records = value.map((text, index) => ({
        offset: start + BigInt(index),
        timestampMs: startMs,
        value: text,
      }));
      const next = start + BigInt(prefixes);
      const chunk = memoryChunk({ topic: 'devices', partition, start, next, records });
      assert.ok(source.accept(chunk));
      mostHeld = Math.max(mostHeld, engine.budget.held);
      // what a host does before it takes the next chunk
      await engine.room(AbortSignal.timeout(60_000));
    }
  }
  engine.cutAll('end');
  await engine.settled();
  assert.deepEqual(fatal, []);
  const data = dataOf(store);
  assert.equal(offsetsIn(data.values()).length, 64 * prefixes * rounds);
  t.diagnostic(`${data.size} objects, at most ${mostHeld} bytes held`);
  assert.ok(mostHeld <= maxBytes, `${mostHeld} held`);
  assert.equal(engine.budget.held, 0);
});
