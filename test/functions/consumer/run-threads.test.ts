import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ConsumerProcess } from '../../support/consumer-process.ts';
import { testS3 } from '../../support/engines.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import type { LogLine } from '../../support/log-line.ts';
import { produce, producePerf } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { compareWithTopic, storedEvents } from '../../support/stored-events.ts';
import { waitUntil } from '../../support/wait-until.ts';

const scenarios: Scenario[] = [];
const begin: typeof makeScenario = async (options) => {
  const scenario = await makeScenario(options);
  scenarios.push(scenario);
  return scenario;
};

/** Which threads told of it; 0 stands for the main thread. */
function threadsOf(lines: readonly LogLine[]): number[] {
  return [...new Set(lines.map((line) => Number(line['thread'] ?? 0)))].toSorted((a, b) => a - b);
}

/** Waits until the group has come to rest: before that, what is taken may be taken once more by another thread. */
async function untilShared(
  consumer: ConsumerProcess,
  threads: number,
  partitions: number,
): Promise<void> {
  await waitUntil('each thread has its part of the partitions', () => {
    const last = new Map(
      consumer.told('partitions_assigned').map((line) => [line['thread'], line['partitions']]),
    );
    const sizes = [...last.values()].map((held) => (held as readonly string[]).length);
    return sizes.length === threads && sizes.every((size) => size === partitions / threads);
  });
}

/** Dense is at least once: where a thread joins after another has begun, it takes again what that has not committed yet. */
async function assertWhole({ topic, bucket }: Scenario): Promise<void> {
  const { missing, strange } = await compareWithTopic(topic, await storedEvents(bucket));
  assert.deepEqual({ missing, strange }, { missing: [], strange: [] });
}

const pad = 'x'.repeat(300);
const padded = Array.from({ length: 50 }, (_, id) => JSON.stringify({ id, pad }));
/** Nothing ends an epoch but its size and a stop. */
const patient = { batch: { maxBytes: 1_000_000, timeoutSecs: 300 } };

describe('a consumer of several threads', { timeout: 300_000, concurrency: 2 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  for (const { threads, partitions, top = {} } of [
    { threads: 2, partitions: 6 },
    { threads: 3, partitions: 6 },
    { threads: 2, partitions: 4, top: { delivery: 'dense' } },
    // some have nothing to do, and must neither end the others nor wait forever
    { threads: 4, partitions: 2 },
  ]) {
    const how = JSON.stringify({ threads, partitions, ...top });
    const often = 'delivery' in top ? 'at least once' : 'once';
    it(`stores a whole topic ${often} and ends, with ${how}`, async () => {
      const scenario = await begin({
        partitions,
        source: { groupInstanceId: 'pod-1' },
        sink: { compression: 'gzip', inputs: ['checked'] },
        top: {
          threads: String(threads),
          // a function of the pipeline file, which each thread has to have for itself
          transforms: { checked: { inputs: ['kafka'], program: 'needsNumber' } },
          ...top,
        },
      });
      await produce(scenario.topic, numbered(6_000, partitions));
      const consumer = await scenario.start(['--until-end']);
      assert.deepEqual(await consumer.exit, { code: 0, signal: null });
      if ('delivery' in top) await assertWhole(scenario);
      else await scenario.assertExact();
      assert.deepEqual(await scenario.committed(), await scenario.logEnds());
      const all = Array.from({ length: threads }, (_, index) => index + 1);
      assert.deepEqual(threadsOf(consumer.told('shutdown_finished')), all);
      assert.deepEqual(consumer.told('commit_failed'), []);
    });
  }

  it('has one metrics page, which adds up, and is ready and alive as one', async () => {
    const scenario = await begin({ partitions: 6, top: { threads: 3 } });
    const consumer = await scenario.start();
    await untilShared(consumer, 3, 6);
    await produce(scenario.topic, numbered(9_000, 6));
    const samples = await consumer.untilMetrics(
      'all is stored and committed',
      ({ sum, count }) =>
        sum('sluice_records_stored_total') === 9_000 &&
        count('sluice_consumer_lag_records') === 6 &&
        sum('sluice_consumer_lag_records') === 0,
    );
    assert.equal(samples.sum('sluice_records_received_total'), 9_000);
    assert.equal(
      samples.sum('sluice_publish_duration_seconds_count'),
      samples.sum('sluice_objects_stored_total'),
    );
    for (const once of [
      'sluice_build_info',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
      'sluice_open_objects',
    ]) {
      assert.equal(samples.count(once), 1, once);
    }
    assert.equal(samples.sum('sluice_build_info'), 1);
    assert.deepEqual(await consumer.get('/readyz'), {
      status: 200,
      body: '{"ok":true,"reason":"running"}\n',
    });
    assert.equal((await consumer.get('/healthz')).status, 200);
    assert.deepEqual(threadsOf(consumer.told('object_stored')), [1, 2, 3]);
    assert.equal((await consumer.stop()).code, 0);
    assert.deepEqual(threadsOf(consumer.told('started')), [0]);
    await scenario.assertExact();
  });

  it('stopped in the middle of a backlog has stored what it committed; the next goes on', async () => {
    const scenario = await begin({
      partitions: 4,
      sink: { ...patient, compression: 'gzip' },
      // small answers, so that the backlog lasts
      source: { fetch: { maxBytes: 65_536, maxPartitionBytes: 65_536 } },
      top: { threads: 2 },
    });
    await producePerf(scenario.topic, 100_000, padded);
    const first = await scenario.start();
    await first.untilTold('object_stored');
    assert.equal((await first.stop()).code, 0);
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

  it('ends at once by a second signal', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    t.after(() => proxy.close());
    const scenario = await begin({
      endpoint: proxy.endpoint,
      partitions: 2,
      sink: patient,
      top: { threads: 2 },
    });
    await produce(scenario.topic, numbered(100, 2));
    const consumer = await scenario.start();
    await consumer.untilMetrics(
      'all is taken',
      ({ sum }) => sum('sluice_records_received_total') === 100,
    );
    proxy.fault(() => ({ do: 'answer', status: 503, code: 'SlowDown' }));
    consumer.kill('SIGTERM');
    await consumer.untilTold('shutdown_started');
    consumer.kill('SIGTERM');
    assert.equal((await consumer.exit).code, 130);
  });

  for (const { what, value, source = {}, top = {}, code, exitCode, message } of [
    {
      what: 'that meets a record that must not be passed',
      value: '{"number":',
      source: { onRejection: 'stop' },
      code: 'RECORD_REJECTED',
      exitCode: 65,
      message: /DECODE|decode|JSON/,
    },
    {
      what: 'that dies',
      value: '{"die":true}',
      code: 'THREAD_DIED',
      exitCode: 70,
      message: /^thread \d died: thrown past everyone/,
    },
    {
      what: 'that never returns',
      value: '{"hang":true}',
      // longer than the watchdog: the next thread to get the partition would hang on the same record
      source: { sessionTimeoutMs: 60_000 },
      top: { watchdog: { stuckAfterSecs: 15 } },
      code: 'STUCK',
      exitCode: 75,
      message: /^thread \d has not answered for 15 s/,
    },
  ]) {
    it(`ends as a whole by one thread ${what}; the others publish and commit first`, async () => {
      const scenario = await begin({
        partitions: 3,
        source,
        sink: { batch: { maxBytes: 1_000_000, timeoutSecs: 1 }, inputs: ['killing'] },
        top: {
          threads: 3,
          transforms: { killing: { inputs: ['kafka'], program: 'kills' } },
          ...top,
        },
      });
      const consumer = await scenario.start();
      await untilShared(consumer, 3, 3);
      await produce(scenario.topic, numbered(300, 3));
      await scenario.untilDrained();
      await produce(scenario.topic, numbered(300, 3, 300));
      // what a thread has not fetched when it is told to stop is read by the next one
      await consumer.untilMetrics(
        'all is taken',
        ({ sum }) => sum('sluice_records_received_total') === 600,
      );
      await produce(scenario.topic, [{ partition: 0, value }]);
      assert.deepEqual(await consumer.exit, { code: exitCode, signal: null });
      const fatal = consumer.told('fatal');
      assert.deepEqual(
        fatal.map(({ error }) => error?.code),
        [code],
      );
      assert.match(fatal[0]?.message ?? '', message);
      assert.ok(threadsOf(consumer.told('shutdown_finished')).length >= 2);
      assert.deepEqual((await scenario.committed()).slice(1), [200n, 200n]);
      assert.deepEqual((await scenario.logEnds()).slice(1), [200n, 200n]);
    });
  }
});
