import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SluiceError } from '../../../shared/errors.ts';
import type { Gauges, PartitionGauge, TelemetryEvent } from '../../../shared/telemetry/events.ts';
import { createMetrics } from '../../../shared/telemetry/metrics.ts';

const still: Gauges = {
  partitions: () => [],
  heldBytes: () => ({ open: 0, publishing: 0, fetched: 0 }),
  openObjects: () => 0,
};

/** The samples of one scrape, by name and labels, without the pipeline's label that all have. */
async function scrape(
  events: readonly TelemetryEvent[],
  gauges = still,
): Promise<Record<string, number>> {
  const metrics = createMetrics({
    pipeline: 'devices',
    version: '1.0.0',
    gauges,
    processMetrics: false,
  });
  for (const event of events) metrics.emit(event);
  return samplesOf(await metrics.scrape());
}

function samplesOf(text: string): Record<string, number> {
  const samples: Record<string, number> = {};
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', labels = '', value] =
      /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? assert.fail(line);
    const shown = labels
      .split(',')
      .filter((label) => label !== 'pipeline="devices"')
      .join(',');
    samples[shown === '' ? name : `${name}{${shown}}`] = Number(value);
  }
  return samples;
}

const place = { source: 'in', topic: 't', partition: 3 } as const;
const error = new SluiceError('STORE_UNAVAILABLE', 'x');
const stored = {
  name: 'object_stored',
  sink: 'lake',
  key: 'k',
  events: 100,
  rawBytes: 2000,
  bytes: 400,
  durationMs: 300,
  deadLetter: false,
} as const;

describe('an event moves', () => {
  const table: [TelemetryEvent, Record<string, number>][] = [
    [
      { name: 'chunk_received', ...place, records: 5, bytes: 50 },
      {
        'sluice_records_received_total{source="in",topic="t"}': 5,
        'sluice_bytes_received_total{source="in",topic="t"}': 50,
      },
    ],
    [
      { name: 'records_dropped', component: 'f', reason: 'filter', records: 7 },
      { 'sluice_records_dropped_total{component="f",reason="filter"}': 7 },
    ],
    [
      {
        name: 'records_rejected',
        component: 'in',
        code: 'NOT_JSON',
        records: 2,
        topic: 't',
        partition: 3,
        offset: 17n,
        reason: 'r',
      },
      { 'sluice_records_rejected_total{component="in",code="NOT_JSON"}': 2 },
    ],
    [
      { name: 'epoch_cut', ...place, reason: 'age', records: 5, ageMs: 1 },
      { 'sluice_epochs_cut_total{source="in",reason="age"}': 1 },
    ],
    [
      stored,
      {
        'sluice_records_stored_total{sink="lake"}': 100,
        'sluice_objects_stored_total{sink="lake",kind="data"}': 1,
        'sluice_bytes_stored_total{sink="lake",form="raw"}': 2000,
        'sluice_bytes_stored_total{sink="lake",form="stored"}': 400,
        'sluice_publish_duration_seconds_sum{sink="lake"}': 0.3,
        'sluice_publish_duration_seconds_bucket{le="0.25",sink="lake"}': 0,
        'sluice_publish_duration_seconds_bucket{le="0.5",sink="lake"}': 1,
      },
    ],
    [
      { ...stored, deadLetter: true },
      {
        'sluice_records_dead_lettered_total{sink="lake"}': 100,
        'sluice_objects_stored_total{sink="lake",kind="dead_letter"}': 1,
      },
    ],
    [
      {
        name: 'prefixes_overflowed',
        ...place,
        sink: 'lake',
        first: 5n,
        events: 7,
        maxPrefixes: 256,
      },
      { 'sluice_records_overflowed_total{sink="lake"}': 7 },
    ],
    [
      { name: 'store_retry', sink: 'lake', attempt: 1, delayMs: 1, error },
      { 'sluice_store_retries_total{sink="lake",code="STORE_UNAVAILABLE"}': 1 },
    ],
    [
      { name: 'kafka_retry', source: 'in', action: 'a', attempt: 1, delayMs: 1, error },
      { 'sluice_kafka_retries_total{source="in",code="STORE_UNAVAILABLE"}': 1 },
    ],
    [
      { name: 'offsets_committed', source: 'in', partitions: 3, durationMs: 20 },
      {
        'sluice_commit_duration_seconds_count{source="in"}': 1,
        'sluice_commit_duration_seconds_sum{source="in"}': 0.02,
      },
    ],
    [
      { name: 'commit_failed', ...place, outcome: 'fenced', reason: null },
      { 'sluice_commits_failed_total{source="in",outcome="fenced"}': 1 },
    ],
    [
      { name: 'hour_complete', source: 'in', topic: 't', hour: '2026-05-01T10' },
      { 'sluice_hours_complete_total{source="in",topic="t"}': 1 },
    ],
    [
      { name: 'rebalance_started', source: 'in', generation: 1 },
      { 'sluice_rebalances_total{source="in"}': 1 },
    ],
    [
      { name: 'consumer_restarted', source: 'in', error },
      { 'sluice_consumer_restarts_total{source="in"}': 1 },
    ],
    [
      { name: 'offset_reset', ...place, from: 1n, to: 2n, policy: 'earliest' },
      { 'sluice_offset_resets_total{source="in"}': 1 },
    ],
    [
      { name: 'epoch_maybe_doubled', ...place, first: 1n, next: 2n, reason: 'rules' },
      { 'sluice_epochs_maybe_doubled_total{source="in"}': 1 },
    ],
    [
      { name: 'memory_pressure', heldBytes: 1, maxBytes: 1, fetchPaused: true },
      { 'sluice_memory_pressure_total{fetching="paused"}': 1 },
    ],
  ];
  for (const [event, expected] of table) {
    it(`${event.name}: ${Object.keys(expected).join(', ')}`, async () => {
      const samples = await scrape([event]);
      assert.deepEqual(
        Object.fromEntries(Object.keys(expected).map((name) => [name, samples[name]])),
        expected,
      );
    });
  }

  it('counters up, by every event', async () => {
    const samples = await scrape([stored, stored, { ...stored, deadLetter: true }]);
    assert.equal(samples['sluice_records_stored_total{sink="lake"}'], 200);
    assert.equal(samples['sluice_bytes_stored_total{sink="lake",form="stored"}'], 1200);
  });
});

function gaugesOf(samples: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(samples).filter(([name]) =>
      /^sluice_(consumer|oldest|complete|open|held)/.test(name),
    ),
  );
}

describe('gauges', () => {
  it('are read at the scrape: a partition given up is gone, a negative lag is 0, an unknown one is not there', async () => {
    let held: PartitionGauge[] = [
      { ...place, lag: -4, oldestUncommittedMs: 1500, completeUntilMs: 9000 },
      { ...place, partition: 4, lag: null, oldestUncommittedMs: 0, completeUntilMs: 7000 },
    ];
    const metrics = createMetrics({
      pipeline: 'devices',
      version: '1.0.0',
      processMetrics: false,
      gauges: {
        partitions: () => held,
        heldBytes: () => ({ open: 1, publishing: 2, fetched: 3 }),
        openObjects: () => 9,
      },
    });
    assert.deepEqual(gaugesOf(samplesOf(await metrics.scrape())), {
      'sluice_consumer_lag_records{source="in",topic="t",partition="3"}': 0,
      'sluice_oldest_uncommitted_age_seconds{source="in",topic="t",partition="3"}': 1.5,
      'sluice_oldest_uncommitted_age_seconds{source="in",topic="t",partition="4"}': 0,
      'sluice_complete_until_seconds{source="in",topic="t"}': 7,
      sluice_open_bytes: 1,
      'sluice_held_bytes{kind="open"}': 1,
      'sluice_held_bytes{kind="publishing"}': 2,
      'sluice_held_bytes{kind="fetched"}': 3,
      sluice_open_objects: 9,
    });
    held = [{ ...place, partition: 4, lag: 12, oldestUncommittedMs: 0, completeUntilMs: null }];
    const after = samplesOf(await metrics.scrape());
    assert.equal(
      after['sluice_consumer_lag_records{source="in",topic="t",partition="3"}'],
      undefined,
    );
    assert.equal(after['sluice_consumer_lag_records{source="in",topic="t",partition="4"}'], 12);
    assert.equal(after['sluice_complete_until_seconds{source="in",topic="t"}'], undefined);
  });
});

describe('a process', () => {
  it('tells its CPU, memory, event loop and garbage collection, and who it is', async () => {
    const metrics = createMetrics({
      pipeline: 'devices',
      version: '1.0.0',
      gauges: still,
      processMetrics: true,
    });
    const text = await metrics.scrape();
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_seconds',
      'nodejs_gc_duration_seconds',
      'sluice_build_info{version="1.0.0"',
    ]) {
      assert.ok(text.includes(name), name);
    }
    assert.match(metrics.contentType, /^text\/plain/);
  });
});
