import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Redo } from '../../../../shared/engine/redo.ts';
import { loadPipeline } from '../../../../shared/pipeline/load.ts';
import { hourlyPipeline, hourMs, publishEpoch, startMs } from '../../../support/exact-epoch.ts';
import { type MemoryStore, memoryStore } from '../../../support/memory-store.ts';

const next = 12n;
const padded = '0'.repeat(20);
const recordKey = `_sluice/under-test/g/devices/0/${padded}.json`;

/** Publishes the epoch [0, 12) of the records that are left at some offsets, an hour for every four. */
async function publish(
  store: MemoryStore,
  offsets: readonly number[],
  redo: Partial<Redo> | null,
  partBytes?: number,
) {
  const records = offsets.map((offset) => ({
    offset: BigInt(offset),
    timestampMs: startMs + Math.floor(offset / 4) * hourMs,
    value: `{"v":${offset}}`,
  }));
  const begun = { next, openedAtMs: startMs, variant: null, onlyKey: null, givenUp: [] };
  const under = await publishEpoch(store, records, {
    next,
    redo: redo && { ...begun, ...redo },
    ...(partBytes === undefined ? {} : { partBytes }),
  });
  const told = under.events.filter(({ name }) => name === 'epoch_maybe_doubled');
  return { ...under, told };
}

function dataKeys(store: MemoryStore): readonly string[] {
  return [...store.objects.keys()].filter((key) => !key.startsWith('_sluice/')).toSorted();
}

/** The offsets in all objects under a part of the key, in order. */
function offsetsIn(store: MemoryStore, part: string): readonly number[] {
  const texts = dataKeys(store).filter((key) => key.includes(part));
  return texts.flatMap((key) => {
    const lines = store.objects.get(key)?.text.trim().split('\n') ?? [];
    return lines.map((line) => (JSON.parse(line) as { offset: number }).offset);
  });
}

const all = [0, 1, 2, 4, 5, 8, 9];
const left = [1, 5, 9];

describe('an epoch that is compacted before it is done again', () => {
  it('is finished where all its objects are stored already, with more than is left', async () => {
    const store = memoryStore();
    await publish(store, all, null);
    const before = new Map(store.objects);
    const { fatal, published, told } = await publish(store, left, {});
    assert.deepEqual([fatal, told], [[], []]);
    assert.deepEqual(
      published.map(({ first, next: end }) => [first, end]),
      [[0n, next]],
    );
    assert.deepEqual([...store.objects], [...before]);
  });

  it('goes under keys of its own where something is missing, after a ledger that says so', async () => {
    const store = memoryStore();
    await publish(store, all, null);
    const [, second = ''] = dataKeys(store);
    store.objects.delete(second);
    const { fatal, begun, told } = await publish(store, left, {});
    assert.deepEqual(fatal, []);
    assert.equal(told.length, 1);
    const variants = begun.map(({ ledger }) => (JSON.parse(ledger.slice(8)) as string[])[5]);
    assert.deepEqual(variants, ['', 'c3']);
    assert.deepEqual(offsetsIn(store, '+c3.'), left);
    assert.ok(store.objects.has(recordKey.replace('.json', '+c3.json')));
    assert.equal(store.objects.has(second), false);
  });

  it('goes on under these keys after another crash, and under others if even less is left', async () => {
    const store = memoryStore();
    await publish(store, all, null);
    store.objects.delete(dataKeys(store)[0] ?? '');
    await publish(store, left, {});
    const lost = dataKeys(store).findLast((key) => key.includes('+c3.')) ?? '';
    store.objects.delete(lost);
    const same = await publish(store, left, { variant: 'c3' });
    assert.deepEqual([same.fatal, same.told], [[], []]);
    assert.deepEqual(offsetsIn(store, '+c3.'), left);
    store.objects.delete(lost);
    const fewer = await publish(store, [1], { variant: 'c3' });
    assert.deepEqual([fewer.fatal.length, fewer.told.length], [0, 1]);
    assert.deepEqual(offsetsIn(store, '+c1.'), [1]);
  });

  it('is finished by its only object, be something left of it or nothing', async () => {
    const store = memoryStore();
    await publish(store, [0, 1, 2], null);
    const [onlyKey = ''] = dataKeys(store);
    assert.equal(store.objects.has(recordKey), false);
    for (const offsets of [[1], []]) {
      const { fatal, published } = await publish(store, offsets, { onlyKey });
      assert.deepEqual([fatal, published.length], [[], 1]);
      assert.deepEqual(dataKeys(store), [onlyKey]);
      assert.deepEqual(offsetsIn(store, onlyKey), [0, 1, 2]);
      assert.equal(store.objects.has(recordKey), false);
    }
  });

  for (const [what, transform] of [
    ['groups', { type: 'reduce', groupBy: ['kind'], expireAfterMs: 2 * hourMs }],
    ['events that come once', { type: 'dedupe', fields: { match: ['kind'] } }],
  ] as const) {
    it(`has keys of its own where its first record is gone, which decided where ${what} lie`, async () => {
      const definition = hourlyPipeline({ sink: { inputs: ['last'] } });
      const options = {
        next,
        definition: { ...definition, transforms: { last: { ...transform, inputs: ['kafka'] } } },
      };
      const records = [0, 5].map((offset) => ({
        offset: BigInt(offset),
        timestampMs: startMs + Math.floor(offset / 4) * hourMs,
        value: '{"kind":1}',
      }));
      const begun = memoryStore();
      await publishEpoch(begun, records, options);
      const [onlyKey = ''] = dataKeys(begun);
      const redo = { next, openedAtMs: startMs, variant: null, onlyKey, givenUp: [] };
      const again = { ...options, redo };
      const store = memoryStore();
      const under = await publishEpoch(store, records.slice(1), again);
      assert.deepEqual(under.fatal, []);
      assert.deepEqual(
        dataKeys(store).map((key) => key.replace(/^.*dth=/, '')),
        [`2026-05-01-01/devices+0+${padded}+c1.ndjson`],
      );
      // it was stored before, so nothing is to be done
      const { fatal, published } = await publishEpoch(begun, records.slice(1), again);
      assert.deepEqual([fatal, published.length], [[], 1]);
      assert.deepEqual(dataKeys(begun), [onlyKey]);
    });
  }

  it('of which nothing was stored and nothing is left has a record without objects', async () => {
    const store = memoryStore();
    const onlyKey = `raw/dth=2026-05-01-00/devices+0+${padded}.ndjson`;
    const { fatal, published } = await publish(store, [], { onlyKey });
    assert.deepEqual([fatal, published.length], [[], 1]);
    const record = JSON.parse(store.objects.get(recordKey)?.text ?? '{}') as { objects: unknown[] };
    assert.deepEqual(record.objects, []);
  });

  it('stops once where parts of it grow under the former keys, and goes on from the ledger', async () => {
    const store = memoryStore();
    const several = [0, 1, 2, 4, 5, 6];
    await publish(store, [...several, 9], null);
    store.objects.delete(dataKeys(store)[0] ?? '');
    const { fatal, begun } = await publish(store, several, {}, 50);
    assert.deepEqual(
      fatal.map(({ code }) => code),
      ['EPOCH_COMPACTED'],
    );
    assert.match(begun.at(-1)?.ledger ?? '', /"c6"/);
    const again = await publish(store, several, { variant: 'c6' }, 50);
    assert.deepEqual([again.fatal, again.published.length], [[], 1]);
    assert.deepEqual(offsetsIn(store, '+c6.'), several);
  });

  it('is no conflict for who has not heard that another does it again, and read more of it', async () => {
    const store = memoryStore();
    await publish(store, left, null);
    const before = new Map(store.objects);
    const { fatal, published } = await publish(store, all, null);
    assert.deepEqual([fatal, published.length], [[], 1]);
    assert.deepEqual([...store.objects], [...before]);
  });

  it('is finished by its only object, which has grown and says nothing of how many it is of', async () => {
    const store = memoryStore();
    const onlyKey = `raw/dth=2026-05-01-00/devices+0+${padded}.ndjson`;
    await publish(store, [0, 1, 2, 3], { onlyKey }, 50);
    assert.equal(store.objects.get(onlyKey)?.object.metadata['sluice-records'], undefined);
    const before = new Map(store.objects);
    const { fatal, published } = await publish(store, [1], { onlyKey });
    assert.deepEqual([fatal, published.length], [[], 1]);
    assert.deepEqual([...store.objects], [...before]);
  });

  it('has keys that no other rules have, which did it again of as many records', async () => {
    const store = memoryStore();
    const { fingerprint } = loadPipeline(hourlyPipeline(), { env: {}, readFile: () => '' });
    await publish(store, all, { variant: fingerprint });
    store.objects.delete(dataKeys(store)[0] ?? '');
    const { fatal } = await publish(store, left, { variant: fingerprint });
    assert.deepEqual(fatal, []);
    assert.deepEqual(offsetsIn(store, `+${fingerprint}c3.`), left);
  });

  it('is a conflict where as many records make other objects', async () => {
    const store = memoryStore();
    await publish(store, all, null);
    const before = new Map(store.objects);
    const { fatal } = await publish(store, [0, 1, 2, 3, 5, 8, 9], {});
    assert.equal(fatal[0]?.code, 'EPOCH_CONFLICT');
    assert.match(fatal[0]?.message ?? '', /its objects are others/);
    assert.deepEqual([...store.objects], [...before]);
  });
});
