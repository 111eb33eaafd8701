import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SluiceError } from '../../../shared/errors.ts';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk, type TestRecord } from '../../support/memory-chunk.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts';

const hourMs = 3_600_000;
const startMs = Date.parse('2026-05-01T00:00:00Z');

function pipeline(batch: object, onRejection: object = { action: 'dead_letter' }): object {
  return {
    name: 'under-test',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: 'localhost:9092',
        topics: ['devices'],
        groupId: 'test',
        onRejection,
      },
    },
    sinks: {
      lake: {
        type: 'aws_s3',
        inputs: ['kafka'],
        bucket: 'lake',
        region: 'us-east-1',
        keyPrefix: 'raw/dth=%Y-%m-%d-%H/',
        encoding: { codec: 'ndjson' },
        compression: 'none',
        batch,
      },
    },
  };
}

/** What a topic holds: good records, bad ones, tombstones, gaps in the offsets, several hours. */
const topic = fc.array(
  fc.record({
    gap: fc.nat({ max: 2 }),
    hour: fc.nat({ max: 3 }),
    value: fc.oneof(
      { weight: 6, arbitrary: fc.json({ maxDepth: 1 }).map((text) => `{"v":${text}}`) },
      { weight: 1, arbitrary: fc.constant('{"v":') },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
  }),
  { minLength: 1, maxLength: 60 },
);

interface Placed {
  readonly records: readonly TestRecord[];
  readonly end: bigint;
}

function place(specs: readonly { gap: number; hour: number; value: string | null }[]): Placed {
  let offset = 0n;
  const records = specs.map(({ gap, hour, value }) => {
    offset += BigInt(gap);
    const timestampMs = startMs + hour * hourMs + Number(offset);
    return { offset: offset++, timestampMs, key: 'k', value };
  });
  return { records, end: offset };
}

/** Cuts the topic into chunks at the given places, as fetches would bring them. */
function chunksOf({ records, end }: Placed, cuts: readonly number[]) {
  const places = [...new Set(cuts.map((cut) => BigInt(cut) % (end + 1n)))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  const bounds = [0n, ...places.filter((at) => at > 0n && at < end), end];
  return bounds.slice(1).map((next, index) => {
    const start = bounds[index] as bigint;
    const inside = records.filter(({ offset }) => offset >= start && offset < next);
    return memoryChunk({ start, next, records: inside });
  });
}

function storedOffsets(store: MemoryStore, dead: boolean): number[] {
  const offsets: number[] = [];
  for (const [key, { text }] of store.objects) {
    if (key.startsWith('_sluice/') || key.startsWith('raw/') === dead) continue;
    const lines = text.split('\n').filter((line) => line !== '');
    const inObject = lines.map((line) => (JSON.parse(line) as { offset: number }).offset);
    assert.deepEqual(
      inObject,
      inObject.toSorted((a, b) => a - b),
      'order within an object',
    );
    offsets.push(...inObject);
  }
  return offsets.toSorted((a, b) => a - b);
}

test('every record is stored once, dead-lettered once or dropped, and epochs join without gap', async () => {
  await fc.assert(
    fc.asyncProperty(
      topic,
      fc.array(fc.nat({ max: 200 }), { maxLength: 6 }),
      fc.record({ maxBytes: fc.integer({ min: 1024, max: 4096 }), timeoutSecs: fc.constant(60) }),
      fc.infiniteStream(fc.boolean()),
      async (specs, cuts, batch, cutNow) => {
        const placed = place(specs);
        const store = memoryStore();
        const { engine, source, published, fatal } = engineOf(
          pipeline(batch),
          new Map([['lake', store]]),
        );
        source.assign({ topic: 'devices', partition: 0 }, null, 0n);
        for (const chunk of chunksOf(placed, cuts)) {
          assert.ok(source.accept(chunk));
          if (cutNow.next().value === true) engine.cutAll('age');
        }
        engine.cutAll('end');
        await engine.settled();

        assert.deepEqual(fatal, []);
        let joined = 0n;
        for (const epoch of published) {
          assert.equal(epoch.first, joined);
          joined = epoch.next;
        }
        assert.equal(joined, placed.end);
        const offsetsOf = (wanted: (value: unknown) => boolean): number[] =>
          placed.records.filter(({ value }) => wanted(value)).map(({ offset }) => Number(offset));
        assert.deepEqual(
          storedOffsets(store, false),
          offsetsOf((v) => v !== null && v !== '{"v":'),
        );
        assert.deepEqual(
          storedOffsets(store, true),
          offsetsOf((v) => v === '{"v":'),
        );
        assert.equal(engine.budget.held, 0, 'all memory is given back');
      },
    ),
    { numRuns: 150 },
  );
});

test('a record lies under the hour of its own time', async () => {
  const store = memoryStore();
  const { engine, source } = engineOf(pipeline({ maxBytes: 10_000 }), new Map([['lake', store]]));
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const placed = place([0, 2, 1, 2].map((hour) => ({ gap: 0, hour, value: '{"v":1}' })));
  source.accept(memoryChunk({ start: 0n, next: placed.end, records: placed.records }));
  engine.cutAll('end');
  await engine.settled();
  const data = [...store.objects.keys()].filter((key) => key.startsWith('raw/'));
  const prefixes = data.map((key) => key.slice(0, key.lastIndexOf('/')));
  assert.deepEqual(prefixes.toSorted(), [
    'raw/dth=2026-05-01-00',
    'raw/dth=2026-05-01-01',
    'raw/dth=2026-05-01-02',
  ]);
});

test('the only object of an epoch ends it by size; one of several is rolled', async () => {
  const one = place(Array.from({ length: 20 }, () => ({ gap: 0, hour: 0, value: '{"v":1}' })));
  const two = place(
    Array.from({ length: 40 }, (_, i) => ({ gap: 0, hour: i % 2, value: '{"v":1}' })),
  );
  const cuts = async (placed: Placed) => {
    const store = memoryStore();
    const { engine, source, events } = engineOf(
      pipeline({ maxBytes: 1024 }),
      new Map([['lake', store]]),
    );
    source.assign({ topic: 'devices', partition: 0 }, null, 0n);
    source.accept(memoryChunk({ start: 0n, next: placed.end, records: placed.records }));
    engine.cutAll('end');
    await engine.settled();
    const reasons = events.flatMap((event) => (event.name === 'epoch_cut' ? [event.reason] : []));
    return { reasons, objects: store.objects.size };
  };
  const single = await cuts(one);
  assert.ok(single.reasons.filter((reason) => reason === 'size').length >= 2);
  const several = await cuts(two);
  assert.deepEqual(several.reasons, ['end']);
  assert.ok(several.objects > 4, 'both prefixes have more than one object');
});

test('a store that heals gets every object, and epochs are published in order', async () => {
  let failures = 4;
  const store = memoryStore(() => {
    if (failures-- > 0) throw new SluiceError('STORE_UNAVAILABLE', 'asks for patience');
  });
  const { engine, source, published, fatal } = engineOf(
    pipeline({ maxBytes: 1024 }),
    new Map([['lake', store]]),
  );
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const placed = place(Array.from({ length: 12 }, () => ({ gap: 0, hour: 0, value: '{"v":1}' })));
  source.accept(memoryChunk({ start: 0n, next: placed.end, records: placed.records }));
  engine.cutAll('end');
  await engine.settled();
  assert.deepEqual(fatal, []);
  assert.equal(published.at(-1)?.next, placed.end);
  assert.equal(storedOffsets(store, false).length, 12);
});

test('a store that refuses for good ends the run, and nothing after it is published', async () => {
  const store = memoryStore(() => {
    throw new SluiceError('STORE_ACCESS_DENIED', 'may not write');
  });
  const { engine, source, published, fatal } = engineOf(
    pipeline({ maxBytes: 1024 }),
    new Map([['lake', store]]),
  );
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const placed = place(Array.from({ length: 12 }, () => ({ gap: 0, hour: 0, value: '{"v":1}' })));
  source.accept(memoryChunk({ start: 0n, next: placed.end, records: placed.records }));
  engine.cutAll('end');
  await engine.settled();
  assert.deepEqual(published, []);
  assert.equal(fatal[0]?.code, 'STORE_ACCESS_DENIED');
});

test("onRejection 'stop' ends in front of the bad record, and what came before can be committed", async () => {
  const store = memoryStore();
  const { engine, source, published } = engineOf(
    pipeline({ maxBytes: 10_000 }, { action: 'stop' }),
    new Map([['lake', store]]),
  );
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const values = ['{"v":1}', '{"v":2}', 'bad', '{"v":4}'];
  const placed = place(values.map((value) => ({ gap: 0, hour: 0, value })));
  const chunk = memoryChunk({ start: 0n, next: placed.end, records: placed.records });
  assert.throws(
    () => source.accept(chunk),
    (error) => error instanceof SluiceError && error.code === 'RECORD_REJECTED',
  );
  engine.cutAll('shutdown');
  await engine.settled();
  assert.deepEqual(
    published.map(({ first, next }) => [first, next]),
    [[0n, 2n]],
  );
  assert.deepEqual(storedOffsets(store, false), [0, 1]);
});

for (const [what, laterMs, cuts] of [
  ['before it is old enough', 59_000, 0],
  ['when it is old enough', 60_000, 1],
  ['where the clock was set back for longer than that', -3_600_000, 1],
  ['where the clock jumped ahead', 3_600_000, 1],
] as const) {
  test(`an epoch ends by age ${cuts === 0 ? 'not ' : ''}${what}`, () => {
    let nowMs = startMs;
    const { source, events } = engineOf(
      pipeline({ timeoutSecs: 60 }),
      new Map([['lake', memoryStore()]]),
      () => nowMs,
    );
    source.assign({ topic: 'devices', partition: 0 }, null, 0n);
    const placed = place([{ gap: 0, hour: 0, value: '{"v":1}' }]);
    source.accept(memoryChunk({ start: 0n, next: placed.end, records: placed.records }));
    nowMs += laterMs;
    source.cutAged();
    source.cutAged();
    assert.equal(events.filter(({ name }) => name === 'epoch_cut').length, cuts);
  });
}

test('a released partition publishes nothing more, also what is on its way', async () => {
  let entered!: () => void;
  const onTheWire = new Promise<void>((resolve) => (entered = resolve));
  const store = memoryStore(async (_object, signal) => {
    entered();
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  });
  const { engine, source, published, fatal } = engineOf(
    pipeline({ maxBytes: 1024 }),
    new Map([['lake', store]]),
  );
  const at = { topic: 'devices', partition: 0 };
  source.assign(at, null, 0n);
  const placed = place(Array.from({ length: 12 }, () => ({ gap: 0, hour: 0, value: '{"v":1}' })));
  source.accept(memoryChunk({ start: 0n, next: placed.end, records: placed.records }));
  engine.cutAll('age');
  await onTheWire;
  source.release(at);
  await engine.settled();
  assert.deepEqual(published, []);
  assert.deepEqual(fatal, []);
  assert.equal(engine.budget.held, 0);
});

test('a chunk is taken only where the last one ended', () => {
  const { source } = engineOf(pipeline({}), new Map([['lake', memoryStore()]]));
  const at = { topic: 'devices', partition: 0 };
  source.assign(at, null, 10n);
  assert.equal(source.accept(memoryChunk({ start: 9n, next: 11n, records: [] })), false);
  assert.equal(source.accept(memoryChunk({ start: 10n, next: 15n, records: [] })), true);
  assert.equal(source.accept(memoryChunk({ start: 10n, next: 15n, records: [] })), false);
  assert.equal(source.held(at)?.position, 15n);
});

test('a jump over deleted records is published in its turn', async () => {
  const { engine, source, published } = engineOf(pipeline({}), new Map([['lake', memoryStore()]]));
  const at = { topic: 'devices', partition: 0 };
  source.assign(at, null, 0n);
  const placed = place([{ gap: 0, hour: 0, value: '{"v":1}' }]);
  source.accept(memoryChunk({ start: 0n, next: 1n, records: placed.records }));
  source.jump(at, 100n);
  await engine.settled();
  assert.deepEqual(
    published.map(({ first, next }) => [first, next]),
    [
      [0n, 1n],
      [1n, 100n],
    ],
  );
  assert.equal(source.held(at)?.position, 100n);
});
