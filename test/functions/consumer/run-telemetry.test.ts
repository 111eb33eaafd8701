import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ConsumerProcess } from '../../support/consumer-process.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import { testS3 } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { storedEvents } from '../../support/stored-events.ts';

describe('what an operator sees of a running consumer', { timeout: 60_000 }, () => {
  let scenario: Scenario;
  let consumer: ConsumerProcess;
  before(async () => {
    scenario = await makeScenario({
      partitions: 3,
      source: { onRejection: { keyPrefix: 'dead/' } },
    });
    await produce(scenario.topic, [...numbered(3_000, 3), { value: 'not json', partition: 1 }]);
    consumer = await scenario.start();
    await scenario.untilDrained();
  });
  after(async () => {
    await scenario.remove();
  });

  it('is a lag that goes to 0, and no age of what waits', async () => {
    const samples = await consumer.untilMetrics(
      'the lag of all partitions is known and 0',
      ({ count, sum }) =>
        count('sluice_consumer_lag_records') === 3 && sum('sluice_consumer_lag_records') === 0,
    );
    assert.equal(samples.max('sluice_oldest_uncommitted_age_seconds'), 0);
  });

  it('are counters that say what is true', async () => {
    const samples = await consumer.metrics();
    const stored = await storedEvents(scenario.bucket, 'raw/');
    const objects = await scenario.bucket.list('raw/');
    const sizes = await Promise.all(objects.map((key) => scenario.bucket.head(key)));
    const bytes = sizes.reduce((sum, { ContentLength: length }) => sum + (length ?? 0), 0);
    assert.equal(stored.length, 3_000);
    const topic = { source: 'kafka', topic: scenario.topic };
    assert.equal(samples.sum('sluice_records_received_total', topic), 3_001);
    assert.equal(samples.sum('sluice_records_stored_total', { sink: 's3' }), 3_000);
    assert.equal(samples.sum('sluice_records_dead_lettered_total', { sink: 's3' }), 1);
    assert.equal(samples.sum('sluice_records_rejected_total', { code: 'NOT_JSON' }), 1);
    assert.equal(
      samples.sum('sluice_objects_stored_total', { kind: 'data' }),
      new Set(objects).size,
    );
    assert.equal(samples.sum('sluice_objects_stored_total', { kind: 'dead_letter' }), 1);
    const [dead] = await scenario.bucket.list('dead/');
    const { ContentLength: deadBytes = 0 } = await scenario.bucket.head(dead ?? '');
    assert.equal(samples.sum('sluice_bytes_stored_total', { form: 'stored' }), bytes + deadBytes);
    assert.equal(samples.sum('sluice_publish_duration_seconds_count'), objects.length + 1);
    assert.ok(samples.sum('sluice_epochs_cut_total') >= 3);
    assert.equal(samples.sum('sluice_open_objects'), 0);
    assert.equal(samples.sum('sluice_open_bytes'), 0);
    assert.equal(samples.sum('sluice_commits_failed_total'), 0);
  });

  it('is a process that lives and is ready, and says so', async () => {
    assert.equal((await consumer.get('/healthz')).status, 200);
    assert.equal((await consumer.get('/readyz')).status, 200);
    assert.equal((await consumer.get('/nothing')).status, 404);
  });

  it('are logs of JSON alone, without a secret', async () => {
    assert.equal((await consumer.stop()).code, 0);
    for (const line of consumer.lines) assert.ok(line.startsWith('{'), line);
    assert.ok(!consumer.lines.join('\n').includes('sluice-local-secret'));
    assert.equal(consumer.told('shutdown_finished')[0]?.['clean'], true);
  });
});

describe('what an operator sees of a consumer in trouble', { timeout: 60_000 }, () => {
  it('is the lag that grows while nothing can be stored, and its age', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    const scenario = await makeScenario({ endpoint: proxy.endpoint });
    t.after(async () => {
      await scenario.remove();
      await proxy.close();
    });
    const consumer = await scenario.start();
    await consumer.untilTold('partitions_assigned');
    proxy.fault(() => ({ do: 'answer', status: 503, code: 'SlowDown' }));
    await produce(scenario.topic, numbered(500, 1));
    await consumer.untilMetrics(
      'the lag is told',
      ({ sum, max }) =>
        sum('sluice_consumer_lag_records') === 500 &&
        max('sluice_oldest_uncommitted_age_seconds') >= 2,
    );
    proxy.clear();
    await consumer.untilMetrics(
      'it is gone',
      ({ sum }) => sum('sluice_consumer_lag_records') === 0,
    );
    assert.equal((await consumer.stop()).code, 0);
  });

  it('is a process that ends itself, with its reason, when it stops making progress', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    const scenario = await makeScenario({
      endpoint: proxy.endpoint,
      sink: { request: { timeoutSecs: 120 } },
      top: { watchdog: { stuckAfterSecs: 10 }, shutdown: { timeoutSecs: 1 } },
    });
    t.after(async () => {
      await scenario.remove();
      await proxy.close();
    });
    const consumer = await scenario.start();
    await consumer.untilTold('partitions_assigned');
    // a request that is neither answered nor refused: nothing is told, nothing moves
    proxy.fault(({ method }) => (method === 'PUT' ? { do: 'hold', ms: 100_000 } : null));
    await produce(scenario.topic, numbered(100, 1));
    assert.equal((await consumer.exit).code, 75);
    const [fatal] = consumer.told('fatal');
    assert.equal(fatal?.error?.code, 'STUCK');
    assert.match(fatal.message, /stuckAfterSecs/);
  });
});
