import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { startHttpProxy } from '../../support/http-proxy.ts';
import { testS3 } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { storedEvents } from '../../support/stored-events.ts';
import { deleteRecordsBefore } from '../../support/topics.ts';

const scenarios: Scenario[] = [];
const begin: typeof makeScenario = async (options) => {
  const scenario = await makeScenario(options);
  scenarios.push(scenario);
  return scenario;
};

/** The offsets that lie in the bucket, in order. */
async function storedOffsets({ bucket }: Scenario): Promise<number[]> {
  const offsets = (await storedEvents(bucket)).map(({ event }) => Number(event['offset']));
  return offsets.toSorted((a, b) => a - b);
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('where a consumer begins', { timeout: 120_000, concurrency: 3 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  it('is the committed offset, over any startAt', async () => {
    const scenario = await begin({ source: { startAt: { offset: 3 } } });
    await produce(scenario.topic, numbered(5, 1));
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    assert.deepEqual(await storedOffsets(scenario), range(3, 5));
    await produce(scenario.topic, numbered(5, 1, 5));
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    assert.deepEqual(await storedOffsets(scenario), range(3, 10));
  });

  it('is the first record at or after a time', async () => {
    const firstMs = Date.UTC(2026, 0, 1);
    const scenario = await begin({ source: { startAt: { timestamp: '2026-01-01T00:00:30Z' } } });
    const records = numbered(60, 1).map((record, second) => ({
      ...record,
      timestampMs: firstMs + second * 1_000,
    }));
    // one batch each ten: an offset by time points into the middle of one
    for (let at = 0; at < 60; at += 20) await produce(scenario.topic, records.slice(at, at + 20));
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    assert.deepEqual(await storedOffsets(scenario), range(30, 60));
  });

  it("is what comes after the start where startAt is 'latest', also for the next consumer", async () => {
    const scenario = await begin({ source: { startAt: 'latest' } });
    await produce(scenario.topic, numbered(5, 1));
    const first = await scenario.start();
    await first.untilTold('offsets_committed');
    assert.deepEqual(await scenario.committed(), [5n], 'the resolved start is committed');
    first.kill('SIGKILL');
    await first.exit;
    await produce(scenario.topic, numbered(5, 1, 5));
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    assert.deepEqual(await storedOffsets(scenario), range(5, 10));
  });

  const resets: readonly (readonly [string, number[]])[] = [
    ['earliest', [...range(0, 10), ...range(20, 30), ...range(30, 35)]],
    ['latest', [...range(0, 10), ...range(30, 35)]],
  ];
  for (const [policy, offsets] of resets) {
    it(`is the ${policy} record where the log was truncated beyond the committed offset`, async () => {
      const scenario = await begin({
        source: { autoOffsetReset: policy, startAt: 'earliest' },
      });
      await produce(scenario.topic, numbered(10, 1));
      const first = await scenario.start();
      await scenario.untilDrained();
      assert.equal((await first.stop()).code, 0);
      await produce(scenario.topic, numbered(20, 1, 10));
      await deleteRecordsBefore(scenario.topic, 0, 20n);

      const second = await scenario.start();
      const reset = await second.untilTold('offset_reset');
      assert.equal(String(reset['from']), '10');
      assert.equal(reset['policy'], policy);
      await scenario.untilDrained();
      await produce(scenario.topic, numbered(5, 1, 30));
      await scenario.untilDrained();
      assert.equal((await second.metrics()).sum('sluice_offset_resets_total'), 1);
      assert.equal((await second.stop()).code, 0);
      assert.deepEqual(await storedOffsets(scenario), offsets);
    });
  }

  it("is nowhere where the log was truncated and autoOffsetReset is 'stop'", async () => {
    const scenario = await begin({ source: { autoOffsetReset: 'stop' } });
    await produce(scenario.topic, numbered(10, 1));
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    await produce(scenario.topic, numbered(20, 1, 10));
    await deleteRecordsBefore(scenario.topic, 0, 20n);
    const second = await scenario.start();
    assert.equal((await second.exit).code, 65);
    const [fatal] = second.told('fatal');
    assert.equal(fatal?.error?.code, 'OFFSET_OUT_OF_RANGE');
    assert.match(fatal.message, /offset 10, but the broker has 20 to 30/);
    assert.deepEqual(await scenario.committed(), [10n]);
  });

  it('is reached to the end although the log was truncated beyond it', async () => {
    const scenario = await begin();
    await produce(scenario.topic, numbered(10, 1));
    await deleteRecordsBefore(scenario.topic, 0, 10n);
    assert.equal((await (await scenario.start(['--until-end'])).exit).code, 0);
    assert.deepEqual(await storedOffsets(scenario), []);
  });
});

describe('what a consumer commits', { timeout: 60_000 }, () => {
  it('without acknowledgements is what it took, though the store is away', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    const scenario = await makeScenario({
      endpoint: proxy.endpoint,
      source: { commitIntervalMs: 300 },
      sink: { acknowledgements: false },
      top: { delivery: 'dense' },
    });
    t.after(async () => {
      await scenario.remove();
      await proxy.close();
    });
    const consumer = await scenario.start();
    await consumer.untilTold('partitions_assigned');
    proxy.fault(() => ({ do: 'answer', status: 503, code: 'SlowDown' }));
    await produce(scenario.topic, numbered(100, 1));
    await scenario.untilDrained();
    assert.deepEqual(await scenario.bucket.list(), []);
    proxy.clear();
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
  });

  it('without new data is what lay open, once it has come of age', async (t) => {
    const scenario = await makeScenario({
      sink: { batch: { maxBytes: 10_000_000, timeoutSecs: 2 } },
    });
    t.after(() => scenario.remove());
    const consumer = await scenario.start();
    await consumer.untilTold('partitions_assigned');
    await produce(scenario.topic, numbered(3, 1));
    const cut = await consumer.untilTold('epoch_cut');
    assert.equal(cut['reason'], 'age');
    assert.ok(Number(cut['ageMs']) >= 2_000 && Number(cut['ageMs']) < 6_000, String(cut['ageMs']));
    await scenario.untilDrained();
    await scenario.assertExact();
    assert.equal((await consumer.stop()).code, 0);
  });
});
