import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gauges } from '../../../shared/telemetry/events.ts';
import {
  createMetrics,
  type Metrics,
  type MetricValues,
} from '../../../shared/telemetry/metrics.ts';
import { metricsPage } from '../../../shared/telemetry/metrics-page.ts';
import { parseMetrics } from '../../support/prometheus.ts';

function thread(open: number, partitions: Readonly<Record<number, number>>): Metrics {
  const gauges: Gauges = {
    partitions: () =>
      Object.entries(partitions).map(([partition, lag]) => ({
        source: 'kafka',
        topic: 'devices',
        partition: Number(partition),
        lag,
        oldestUncommittedMs: lag * 1000,
        completeUntilMs: (100 - lag) * 1000,
      })),
    heldBytes: () => ({ open, publishing: 0, fetched: 1 }),
    openObjects: () => 2,
  };
  return createMetrics({ pipeline: 'devices', version: '1.0.0', gauges, processMetrics: true });
}

/** As they come out of a message from another thread. */
async function sent(metrics: Metrics): Promise<MetricValues> {
  return structuredClone(await metrics.values());
}

test('the page of several threads adds up what is counted and held, and tells each partition once', async () => {
  const one = thread(10, { 0: 5, 1: 7 });
  // partition 1 is on its way: both have it for a moment
  const two = thread(20, { 1: 6, 2: 0 });
  const chunk = { name: 'chunk_received', source: 'kafka', topic: 'devices' } as const;
  one.emit({ ...chunk, partition: 0, records: 3, bytes: 30 });
  two.emit({ ...chunk, partition: 2, records: 4, bytes: 40 });
  for (const [metrics, durationMs] of [
    [one, 20],
    [two, 700],
    [two, 800],
  ] as const) {
    metrics.emit({ name: 'offsets_committed', source: 'kafka', partitions: 1, durationMs });
  }
  const page = await metricsPage(await sent(thread(0, {})), [await sent(one), await sent(two)]);
  const { sum, count, max } = parseMetrics(page);
  assert.equal(sum('sluice_records_received_total', { pipeline: 'devices' }), 7);
  assert.equal(count('sluice_records_received_total'), 1);
  assert.equal(sum('sluice_commit_duration_seconds_count', { source: 'kafka' }), 3);
  assert.equal(sum('sluice_commit_duration_seconds_bucket', { le: '0.5' }), 1);
  assert.equal(sum('sluice_commit_duration_seconds_bucket', { le: '1' }), 3);
  assert.equal(sum('sluice_held_bytes', { kind: 'open' }), 30);
  assert.equal(sum('sluice_consumer_lag_records', { partition: '1' }), 7);
  assert.equal(count('sluice_consumer_lag_records'), 3);
  assert.equal(max('sluice_oldest_uncommitted_age_seconds'), 7);
  // a topic is complete as far as the thread that is furthest behind
  assert.equal(sum('sluice_complete_until_seconds', { topic: 'devices' }), 93);
  assert.equal(sum('sluice_build_info', { version: '1.0.0' }), 1);
});

test('what is of the process is told by the main thread alone, and what is of a heap is added up', async () => {
  const [main, one, two] = await Promise.all([0, 1, 2].map(() => sent(thread(0, {}))));
  assert.ok(main !== undefined && one !== undefined && two !== undefined);
  const alone = parseMetrics(await metricsPage(main, []));
  const { sum, count } = parseMetrics(await metricsPage(main, [one, two]));
  for (const name of [
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
    'process_start_time_seconds',
  ]) {
    assert.equal(count(name), 1, name);
    assert.equal(sum(name), alone.sum(name), name);
  }
  const heap = 'nodejs_heap_size_used_bytes';
  const values = [main, one, two].map((each) => each.find(({ name }) => name === heap)?.values[0]);
  assert.equal(
    sum(heap),
    values.reduce((total, sample) => total + (sample?.value ?? 0), 0),
  );
});
