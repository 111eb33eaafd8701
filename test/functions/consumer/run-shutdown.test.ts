import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { startHttpProxy } from '../../support/http-proxy.ts';
import { testS3 } from '../../support/engines.ts';
import { produce, producePerf } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { storedEvents } from '../../support/stored-events.ts';

const scenarios: Scenario[] = [];
const begin: typeof makeScenario = async (options) => {
  const scenario = await makeScenario(options);
  scenarios.push(scenario);
  return scenario;
};

describe('a consumer that is stopped', { timeout: 120_000, concurrency: 3 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  it('by SIGTERM in the middle of a backlog stores and commits what it took; the next goes on without a duplicate', async () => {
    const scenario = await begin({
      partitions: 4,
      sink: { batch: { maxBytes: 1_000_000, timeoutSecs: 300 }, compression: 'gzip' },
      // small answers, so that the backlog lasts
      source: { fetch: { maxBytes: 65_536, maxPartitionBytes: 65_536 } },
    });
    const values = Array.from({ length: 50 }, (_, id) =>
      JSON.stringify({ id, pad: 'x'.repeat(300) }),
    );
    await producePerf(scenario.topic, 100_000, values);
    const first = await scenario.start();
    await first.untilTold('object_stored');
    const { code } = await first.stop();
    assert.equal(code, 0);
    assert.equal(first.told('shutdown_finished')[0]?.['clean'], true);
    const committed = await scenario.committed();
    const ends = await scenario.logEnds();
    assert.ok(
      ends.some((end, partition) => (committed[partition] ?? 0n) < end),
      'it was stopped before the end of the backlog',
    );
    const half = await storedEvents(scenario.bucket);
    const taken = committed.reduce<bigint>((sum, offset) => sum + (offset ?? 0n), 0n);
    assert.equal(BigInt(half.length), taken, 'what is stored is what is committed');

    const second = await scenario.start(['--until-end']);
    assert.equal((await second.exit).code, 0);
    await scenario.assertExact();
  });

  it('by SIGINT on an idle topic stores what is open and leaves the group at once', async () => {
    const scenario = await begin({
      partitions: 2,
      source: { sessionTimeoutMs: 45_000 },
      sink: { batch: { maxBytes: 1_000_000, timeoutSecs: 300 } },
    });
    await produce(scenario.topic, numbered(100, 2));
    const consumer = await scenario.start();
    await consumer.untilMetrics(
      'all is taken',
      (samples) => samples.sum('sluice_records_received_total') === 100,
    );
    assert.deepEqual(await scenario.bucket.list(), []);
    consumer.kill('SIGINT');
    assert.equal((await consumer.exit).code, 0);
    await scenario.assertExact();
    // a member that has left is not waited for: the next has everything at once, not after the session's 45 s
    const startedAt = performance.now();
    const next = await scenario.start();
    await next.untilTold('partitions_assigned');
    assert.ok(performance.now() - startedAt < 40_000);
    assert.equal((await next.stop()).code, 0);
  });

  it('while the store is away ends within its limit, says what is left, and commits nothing of it', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    t.after(() => proxy.close());
    const scenario = await begin({
      endpoint: proxy.endpoint,
      top: { shutdown: { timeoutSecs: 2 } },
      sink: { batch: { maxBytes: 1_000_000, timeoutSecs: 300 } },
    });
    await produce(scenario.topic, numbered(100, 1));
    const consumer = await scenario.start();
    await consumer.untilMetrics(
      'all is taken',
      (samples) => samples.sum('sluice_records_received_total') === 100,
    );
    proxy.fault(() => ({ do: 'answer', status: 503, code: 'SlowDown' }));
    const startedAt = performance.now();
    const { code } = await consumer.stop();
    assert.equal(code, 75);
    assert.ok(performance.now() - startedAt < 20_000);
    const [finished] = consumer.told('shutdown_finished');
    assert.equal(finished?.['clean'], false);
    assert.equal(finished?.['recordsLeft'], 100);
    // the start was committed, and nothing beyond it
    assert.ok((await scenario.committed()).every((offset) => offset === null || offset === 0n));
    proxy.clear();
    const next = await scenario.start(['--until-end']);
    assert.equal((await next.exit).code, 0);
    await scenario.assertExact();
  });

  it('by a second signal ends at once', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    t.after(() => proxy.close());
    const scenario = await begin({
      endpoint: proxy.endpoint,
      sink: { batch: { maxBytes: 1_000_000, timeoutSecs: 300 } },
    });
    await produce(scenario.topic, numbered(100, 1));
    const consumer = await scenario.start();
    await consumer.untilMetrics(
      'all is taken',
      (samples) => samples.sum('sluice_records_received_total') === 100,
    );
    proxy.fault(() => ({ do: 'answer', status: 503, code: 'SlowDown' }));
    consumer.kill('SIGTERM');
    await consumer.untilTold('shutdown_started');
    consumer.kill('SIGTERM');
    assert.equal((await consumer.exit).code, 130);
  });
});
