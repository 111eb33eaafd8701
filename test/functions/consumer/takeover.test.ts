import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PartitionBounds } from '../../../functions/consumer/kafka/port.ts';
import { takeOver, type TakeoverRules } from '../../../functions/consumer/takeover.ts';
import { epochRecordKey } from '../../../shared/engine/exact/epoch-record.ts';
import { formatLedger, type Ledger } from '../../../shared/engine/exact/ledger.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts';

const at = { topic: 'devices', partition: 3 };
const bounds: PartitionBounds = { ...at, logStart: 0n, highWatermark: 500n, lastStable: 500n };
const never = new AbortController().signal;
const ours = 'aaaaaaaaaaaa';
const ledger: Ledger = {
  pipeline: 'lake',
  incarnation: 'first life',
  next: 150n,
  openedAtMs: 1_700_000_000_000,
  fingerprint: ours,
  variant: null,
  onlyKey: null,
  givenUp: [],
};

function rulesOf(store: MemoryStore, change: Partial<TakeoverRules> = {}): TakeoverRules {
  return {
    pipeline: 'lake',
    groupId: 'group',
    fingerprint: ours,
    incarnationOf: () => 'first life',
    stores: [store],
    ...change,
  };
}

const noted = (change: Partial<Ledger> = {}) => ({
  ...at,
  offset: 100n,
  metadata: formatLedger({ ...ledger, ...change }),
});

async function put(
  store: MemoryStore,
  key: string,
  body: string,
  metadata: Readonly<Record<string, string>> = { 'sluice-next': '150' },
): Promise<void> {
  await store.put(
    {
      key,
      body: [Buffer.from(body)],
      byteLength: Buffer.byteLength(body),
      contentType: 'text/plain',
      metadata,
    },
    never,
  );
}

const recordKey = epochRecordKey({ pipeline: 'lake', groupId: 'group' }, at, 100n, null);
const recordOf = (...keys: string[]): string =>
  JSON.stringify({ first: '100', next: '150', objects: keys.map((key) => ({ key })) });

describe('a partition that was just assigned', () => {
  it('is read on from its offset where nothing is noted beside it', async () => {
    const plain = { ...at, offset: 100n, metadata: 'somebody was here' };
    const takeover = await takeOver(plain, bounds, rulesOf(memoryStore()), never);
    assert.deepEqual(takeover, { at, position: 100n, redo: null, maybeDoubled: false });
  });

  it('has its unfinished epoch done again exactly as it was begun', async () => {
    const takeover = await takeOver(
      noted({ onlyKey: 'raw/x' }),
      bounds,
      rulesOf(memoryStore()),
      never,
    );
    const { next, openedAtMs } = ledger;
    assert.deepEqual(takeover, {
      at,
      position: 100n,
      redo: { next, openedAtMs, variant: null, onlyKey: 'raw/x', givenUp: [] },
      maybeDoubled: false,
    });
  });

  it('goes on behind an epoch of other rules whose objects are all there', async () => {
    const store = memoryStore();
    await put(store, recordKey, recordOf('raw/1', 'raw/2'));
    await put(store, 'raw/1', '');
    await put(store, 'raw/2', '');
    const takeover = await takeOver(noted({ fingerprint: 'b' }), bounds, rulesOf(store), never);
    assert.deepEqual(takeover, { at, position: 150n, redo: null, maybeDoubled: false });
  });

  it('does an epoch of other rules again under keys of its own where an object is missing', async () => {
    const store = memoryStore();
    await put(store, recordKey, recordOf('raw/1', 'raw/2'));
    await put(store, 'raw/1', '');
    const takeover = await takeOver(noted({ fingerprint: 'b' }), bounds, rulesOf(store), never);
    assert.equal(takeover.position, 100n);
    assert.equal(takeover.redo?.variant, ours);
    assert.equal(takeover.maybeDoubled, true);
  });

  it('knows an epoch of one object by the key in its ledger, and by the range in its metadata', async () => {
    const store = memoryStore();
    const one = noted({ fingerprint: 'b', onlyKey: 'raw/only' });
    await put(store, 'raw/only', '', { 'sluice-next': '140' });
    assert.equal((await takeOver(one, bounds, rulesOf(store), never)).position, 100n);
    await put(store, 'raw/only', '');
    assert.equal((await takeOver(one, bounds, rulesOf(store), never)).position, 150n);
  });

  for (const onlyKey of [null, 'raw/only']) {
    it(`knows an object that has grown by the record that names it, with the ledger's key ${onlyKey}`, async () => {
      const store = memoryStore();
      const one = noted({ fingerprint: 'b', onlyKey });
      const position = async (): Promise<bigint> =>
        (await takeOver(one, bounds, rulesOf(store), never)).position;
      await put(store, 'raw/only', '', { 'sluice-first': '100', 'sluice-upload': 'u' });
      assert.equal(await position(), 100n);
      await put(store, recordKey, recordOf('raw/only'));
      assert.equal(await position(), 150n);
      await put(store, 'raw/only', '', { 'sluice-first': '90', 'sluice-upload': 'u' });
      assert.equal(await position(), 100n);
    });
  }

  it('goes on behind an epoch whose records are deleted where its objects are all there', async () => {
    const store = memoryStore();
    await put(store, 'raw/only', '');
    const gone = { ...bounds, logStart: 120n };
    const takeover = await takeOver(noted({ onlyKey: 'raw/only' }), gone, rulesOf(store), never);
    assert.deepEqual(takeover, { at, position: 150n, redo: null, maybeDoubled: false });
  });

  const stops: readonly (readonly [
    string,
    string,
    Partial<Ledger>,
    PartitionBounds,
    Partial<TakeoverRules>,
    RegExp,
  ])[] = [
    [
      'whose unfinished epoch can neither be read again nor found',
      'EPOCH_LOST',
      {},
      { ...bounds, logStart: 120n },
      {},
      /from 100 to 150.*begins at 120.*commit offset 150/,
    ],
    [
      'whose log was cut off within the epoch',
      'LOG_TRUNCATED',
      {},
      { ...bounds, highWatermark: 140n },
      {},
      /the log ends at 140/,
    ],
    [
      'whose topic was made anew',
      'LOG_TRUNCATED',
      {},
      bounds,
      { incarnationOf: () => 'second life' },
      /first life.*second life/,
    ],
    [
      'that another pipeline has begun an epoch of',
      'LEDGER_FOREIGN',
      { pipeline: 'other' },
      bounds,
      {},
      /pipeline 'other'.*this is 'lake'/,
    ],
  ];
  for (const [what, code, change, log, rules, message] of stops) {
    it(`${what} stops with ${code}`, async () => {
      await assert.rejects(
        takeOver(noted(change), log, rulesOf(memoryStore(), rules), never),
        (error) =>
          error instanceof SluiceError && error.code === code && message.test(error.message),
      );
    });
  }
});
