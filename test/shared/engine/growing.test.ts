import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SluiceError } from '../../../shared/errors.ts';
import type { ObjectStore } from '../../../shared/sink/object-store.ts';
import { type EngineUnderTest, engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { type MemoryStore, memoryStore, type StoreCall } from '../../support/memory-store.ts';
import { waitUntil } from '../../support/wait-until.ts';

const at = { topic: 'devices', partition: 0 };
const startMs = Date.parse('2026-05-01T00:00:00Z');
const key = 'raw/devices+0+00000000000000000000.ndjson';
const recordKey = '_sluice/under-test/g/devices/0/00000000000000000000.json';

function pipeline(sink: object = {}, top: object = {}): object {
  return {
    name: 'under-test',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: 'localhost:9092',
        topics: ['devices'],
        groupId: 'g',
      },
    },
    sinks: {
      lake: {
        type: 'aws_s3',
        inputs: ['kafka'],
        bucket: 'lake',
        region: 'us-east-1',
        keyPrefix: 'raw/',
        compression: 'none',
        ...sink,
      },
    },
    ...top,
  };
}

const clock = (): number => startMs;
/** A size of parts that nothing here reaches. */
const unreached = 1_000_000;

function open(
  store: ObjectStore,
  partBytes: number,
  definition: object = pipeline(),
): EngineUnderTest {
  const under = engineOf(definition, new Map([['lake', store]]), clock, partBytes);
  under.source.assign(at, null, 0n);
  return under;
}

/** Takes records `[first, next)`, whose values depend on their offsets alone. */
function take(
  { source }: EngineUnderTest,
  first: number,
  next: number,
  partition = 0,
  pad = 'x',
): void {
  const records = Array.from({ length: next - first }, (_, index) => ({
    offset: BigInt(first + index),
    timestampMs: startMs,
    value: JSON.stringify({ v: first + index, device: (first + index) % 20, pad }),
  }));
  const range = { start: BigInt(first), next: BigInt(next) };
  assert.ok(source.accept(memoryChunk({ ...range, partition, records })));
}

const recorder = (): { calls: string[]; after: (call: StoreCall) => void } => {
  const calls: string[] = [];
  return { calls, after: ({ action, key: at_ }) => void calls.push(`${action} ${at_}`) };
};

const until = (what: string, is: () => boolean): Promise<unknown> =>
  waitUntil(what, is, { timeoutMs: 10_000, everyMs: 2 });

describe('an object that grows', () => {
  it('leaves memory in parts while it is open, and shows only when its epoch is recorded', async () => {
    const { calls, after } = recorder();
    const store = memoryStore({ after });
    const under = open(store, 500);
    const { engine, begun, published } = under;
    take(under, 0, 40);
    await until('what is ready is stored', () => engine.budget.publishing === 0);
    assert.ok(engine.budget.held <= 4 * 500, `${engine.budget.held} bytes held`);
    assert.equal(store.objects.size, 0);
    assert.deepEqual([begun, store.uploads.size], [[], 1]);
    take(under, 40, 60);
    engine.cutAll('age');
    await engine.settled();
    const lines = store.objects.get(key)?.text.split('\n') ?? [];
    assert.deepEqual(
      lines.filter(Boolean).map((line) => (JSON.parse(line) as { v: number }).v),
      Array.from({ length: 60 }, (_, offset) => offset),
    );
    // parts may still follow the record, the object may not come before it
    assert.equal(calls.at(-1), `complete ${key}`);
    assert.ok(calls.includes(`create ${recordKey}`), calls.join());
    assert.ok(calls.filter((call) => call.startsWith('part')).length > 5, calls.join());
    assert.ok(!begun[0]?.ledger.includes(key), 'the record, not the ledger, tells of the object');
    assert.deepEqual([published.length, engine.budget.held, store.uploads.size], [1, 0, 0]);
  });

  it('is one put where it ends before it reaches two parts', async () => {
    const { calls, after } = recorder();
    const store = memoryStore({ after });
    const under = open(store, 500);
    take(under, 0, 8);
    under.engine.cutAll('age');
    await under.engine.settled();
    assert.deepEqual(calls, [`create ${key}`]);
  });

  it('is aborted where its partition is lost, also while a part is on its way', async () => {
    for (const isHeld of [false, true]) {
      const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
      const store = memoryStore({
        before: ({ action }) => (isHeld && action === 'part' ? held : undefined),
      });
      const under = open(store, 500);
      take(under, 0, 40);
      await until('it is begun', () => store.uploads.size === 1);
      under.source.release(at);
      assert.equal(under.engine.budget.held, 0);
      const dropped = under.engine.dropped();
      if (isHeld) assert.equal(store.uploads.size, 1, 'a part that is on its way would stay');
      goOn();
      await dropped;
      assert.deepEqual([store.uploads.size, store.objects.size], [0, 0]);
      assert.deepEqual([under.engine.budget.held, under.fatal], [0, []]);
    }
  });

  it('tries a part again for as long as it takes, and the fetch waits for what is on its way', async () => {
    let failures = 3;
    const store = memoryStore({
      before: ({ action }) => {
        if (action !== 'part' || failures-- <= 0) return;
        throw new SluiceError('STORE_UNAVAILABLE', 'planned');
      },
    });
    const under = open(store, 500);
    take(under, 0, 40);
    assert.ok(under.engine.budget.publishing >= 1000);
    await until('it is stored', () => under.engine.budget.publishing === 0);
    assert.equal(under.events.filter(({ name }) => name === 'store_retry').length, 3);
    assert.deepEqual(under.fatal, []);
  });

  it('ends the process where somebody has thrown its parts away, and nothing is committed', async () => {
    const store = memoryStore({
      before: ({ action }) => {
        if (action === 'part') throw new SluiceError('STORE_UPLOAD_GONE', 'planned');
      },
    });
    const under = open(store, 500);
    take(under, 0, 40);
    await until('it is told', () => under.fatal.length > 0);
    under.engine.cutAll('shutdown');
    await under.engine.dropped();
    assert.equal(under.fatal[0]?.code, 'STORE_UPLOAD_GONE');
    assert.deepEqual([under.published, store.objects.has(key)], [[], false]);
  });

  it('stays in memory where the store has no uploads, and is put in one piece', async () => {
    const { calls, after } = recorder();
    const store = memoryStore({ after });
    const unable = { ...store, supportsUploads: () => Promise.resolve(false) };
    const under = open(unable, 500);
    take(under, 0, 40);
    await until('it is known', () => under.engine.budget.publishing === 0);
    take(under, 40, 60);
    under.engine.cutAll('age');
    await under.engine.settled();
    assert.deepEqual(calls, [`create ${recordKey}`, `create ${key}`]);
    assert.equal(store.objects.get(key)?.text.split('\n').filter(Boolean).length, 60);
    assert.equal(under.engine.budget.held, 0);
  });

  it('waits for no slot that another holds: 40 at once are stored through 8', async () => {
    const store = memoryStore({ before: () => new Promise(setImmediate) });
    const under = open(store, 300, pipeline({ keyPrefix: 'raw/{{ device }}/' }));
    under.source.assign({ ...at, partition: 1 }, null, 0n);
    take(under, 0, 600, 0);
    take(under, 0, 600, 1);
    under.engine.cutAll('age');
    await under.engine.settled();
    const objects = [...store.objects.values()].filter(({ object }) => object.kind !== 'record');
    assert.equal(objects.length, 40);
    assert.ok(objects.every(({ object }) => object.metadata['sluice-upload'] !== undefined));
    assert.deepEqual([under.published.length, under.engine.budget.held], [2, 0]);
  });

  it('grows in dense mode as well, under the key that it began with', async () => {
    const store = memoryStore();
    const under = open(store, 500, pipeline({}, { delivery: 'dense' }));
    take(under, 0, 60);
    under.engine.cutAll('age');
    await under.engine.settled();
    assert.equal(store.objects.size, 1);
    const [{ text, object } = assert.fail()] = store.objects.values();
    assert.equal(text.split('\n').filter(Boolean).length, 60);
    assert.equal(object.metadata['sluice-sink'], 'lake');
    assert.deepEqual([under.published.length, under.engine.budget.held], [1, 0]);
  });
});

describe('an epoch that is done again', () => {
  /** One consumer's life: takes the epoch and stores it, in parts of this size. */
  async function store(
    into: MemoryStore,
    partBytes: number,
    compression: string,
    pad = 'x',
  ): Promise<EngineUnderTest> {
    const under = open(into, partBytes, pipeline({ compression }));
    take(under, 0, 200, 0, pad);
    // frames are made on other threads
    if (partBytes < unreached) await until('it is begun', () => into.uploads.size === 1);
    under.engine.cutAll('age');
    await under.engine.settled();
    return under;
  }

  for (const compression of ['none', 'gzip', 'zstd']) {
    for (const [first, again] of [
      ['in parts', 'in parts'],
      ['in parts', 'at once'],
      ['at once', 'in parts'],
    ] as const) {
      const bytes = (how: string): number => (how === 'in parts' ? 300 : unreached);
      it(`finds its object that was stored ${first}, ${again} this time, with ${compression}`, async () => {
        const lake = memoryStore();
        assert.equal((await store(lake, bytes(first), compression)).published.length, 1);
        const [name] = [...lake.objects.keys()].filter((each) => each.startsWith('raw/'));
        const { object } = lake.objects.get(name ?? '') ?? assert.fail();
        assert.equal(object.metadata['sluice-upload'] !== undefined, first === 'in parts');
        const { published, fatal, engine } = await store(lake, bytes(again), compression);
        assert.deepEqual([published.length, fatal], [1, []]);
        assert.equal(lake.objects.get(name ?? '')?.object, object);
        await engine.dropped();
        assert.equal(lake.uploads.size, 0);
      });

      it(`stops at another object that was stored ${first}, ${again} this time, with ${compression}`, async () => {
        const lake = memoryStore();
        await store(lake, bytes(first), compression);
        // the record would tell first
        lake.objects.delete(recordKey);
        const { published, fatal } = await store(lake, bytes(again), compression, 'y');
        assert.deepEqual([published, fatal.map(({ code }) => code)], [[], ['EPOCH_CONFLICT']]);
        assert.match(fatal[0]?.message ?? '', /CRC32|crc32/);
      });
    }
  }

  it('does not read an object whose completion lost its answer', async () => {
    const { calls, after } = recorder();
    const inner = memoryStore({ after });
    const lake: ObjectStore = {
      ...inner,
      startUpload: async (head, signal) => {
        const upload = await inner.startUpload(head, signal);
        return {
          ...upload,
          complete: async (condition, until_) => {
            await upload.complete(condition, until_);
            return 'exists';
          },
        };
      },
    };
    const under = open(lake, 500);
    take(under, 0, 40);
    under.engine.cutAll('age');
    await under.engine.settled();
    assert.deepEqual(calls.slice(-2), [`complete ${key}`, `head ${key}`]);
    assert.equal(under.published.length, 1);
  });
});
