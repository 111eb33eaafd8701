import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Emit, Gauges } from './events.ts';
import { registerGauges } from './gauge-metrics.ts';

export interface MetricsOptions {
  readonly pipeline: string;
  readonly version: string;
  /** Read at each scrape. */
  readonly gauges: Gauges;
  /** CPU, memory, event loop and garbage collection of the process; once per process. */
  readonly processMetrics: boolean;
}

export interface Metrics {
  readonly emit: Emit;
  /** The metrics in Prometheus' text form. */
  readonly scrape: () => Promise<string>;
  readonly contentType: string;
  /** The same as values, to be put together with those of other threads by `metricsPage`. */
  readonly values: () => Promise<MetricValues>;
}

/** Can be sent to another thread. */
export type MetricValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** From one quick PutObject to a retried one against a server in trouble. */
const secondsBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/**
 * Moves Prometheus' counters by the same events that the log lines come from. Labels are names of components, codes
 * and reasons, which are few; topic and partition stand on the gauges alone, and only for partitions that are held.
 */
export function createMetrics({
  pipeline,
  version,
  gauges,
  processMetrics,
}: MetricsOptions): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ pipeline });
  if (processMetrics) collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'sluice_build_info',
    help: 'Always 1; the version that runs.',
    labelNames: ['version'],
    aggregator: 'first',
    registers: [registry],
  }).set({ version }, 1);
  registerGauges(registry, gauges);
  const emit = countEvents(registry);
  return {
    emit,
    scrape: () => registry.metrics(),
    contentType: registry.contentType,
    values: () => registry.getMetricsAsJSON(),
  };
}

function countEvents(registry: Registry): Emit {
  const counter = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
  ): Counter<L> =>
    new Counter({
      name: `sluice_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
    });
  const seconds = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
  ): Histogram<L> =>
    new Histogram({
      name: `sluice_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: secondsBuckets,
      registers: [registry],
    });

  const recordsReceived = counter('records_received_total', 'Records fetched from Kafka.', [
    'source',
    'topic',
  ]);
  const bytesReceived = counter('bytes_received_total', 'Bytes of fetched records, decompressed.', [
    'source',
    'topic',
  ]);
  const recordsStored = counter('records_stored_total', 'Events in stored objects.', ['sink']);
  const bytesStored = counter(
    'bytes_stored_total',
    'Bytes of stored objects, before (raw) and after (stored) compression.',
    ['sink', 'form'],
  );
  const objectsStored = counter('objects_stored_total', 'Objects stored.', ['sink', 'kind']);
  const deadLettered = counter('records_dead_lettered_total', 'Records stored as dead letters.', [
    'sink',
  ]);
  const dropped = counter('records_dropped_total', 'Records dropped on purpose.', [
    'component',
    'reason',
  ]);
  const rejected = counter('records_rejected_total', 'Records that could not be processed.', [
    'component',
    'code',
  ]);
  const overflowed = counter(
    'records_overflowed_total',
    'Events stored under overflowPrefix, because their epoch had batch.maxPrefixes prefixes already.',
    ['sink'],
  );
  const epochsCut = counter('epochs_cut_total', 'Epochs ended, by reason.', ['source', 'reason']);
  const publishSeconds = seconds(
    'publish_duration_seconds',
    'Time to store one object, retries included.',
    ['sink'],
  );
  const commitSeconds = seconds('commit_duration_seconds', 'Time of one offset commit.', [
    'source',
  ]);
  const hoursComplete = counter('hours_complete_total', 'Hours that were marked as complete.', [
    'source',
    'topic',
  ]);
  const commitsFailed = counter(
    'commits_failed_total',
    'Offset commits of a partition that were fenced or unanswered.',
    ['source', 'outcome'],
  );
  const storeRetries = counter(
    'store_retries_total',
    'Requests to the object store that were repeated.',
    ['sink', 'code'],
  );
  const kafkaRetries = counter('kafka_retries_total', 'Requests to Kafka that were repeated.', [
    'source',
    'code',
  ]);
  const rebalances = counter('rebalances_total', 'Rebalances of the group.', ['source']);
  const restarts = counter(
    'consumer_restarts_total',
    'Times the consumer failed and joined again.',
    ['source'],
  );
  const offsetResets = counter('offset_resets_total', 'Offsets out of range that were reset.', [
    'source',
  ]);
  const maybeDoubled = counter(
    'epochs_maybe_doubled_total',
    'Epochs begun by other rules of the pipeline and published anew under keys of their own.',
    ['source'],
  );
  const memoryPressure = counter('memory_pressure_total', 'Times the buffer came near its limit.', [
    'fetching',
  ]);

  const diskPressure = counter('disk_pressure_total', 'Times the disk buffer was full.', [
    'fetching',
  ]);
  const restored = counter(
    'disk_records_restored_total',
    'Records that went on from the disk after a start or a rebalance, without being fetched again.',
    ['source'],
  );
  const deleted = counter(
    'disk_files_deleted_total',
    'Files in the data directory that did not go with what Kafka has, by reason.',
    ['source', 'reason'],
  );

  return (event) => {
    switch (event.name) {
      case 'chunk_received':
        recordsReceived.inc({ source: event.source, topic: event.topic }, event.records);
        bytesReceived.inc({ source: event.source, topic: event.topic }, event.bytes);
        return;
      case 'records_dropped':
        dropped.inc({ component: event.component, reason: event.reason }, event.records);
        return;
      case 'records_rejected':
        rejected.inc({ component: event.component, code: event.code }, event.records);
        return;
      case 'epoch_cut':
        epochsCut.inc({ source: event.source, reason: event.reason });
        return;
      case 'prefixes_overflowed':
        overflowed.inc({ sink: event.sink }, event.events);
        return;
      case 'object_stored': {
        const { sink } = event;
        objectsStored.inc({ sink, kind: event.deadLetter ? 'dead_letter' : 'data' });
        (event.deadLetter ? deadLettered : recordsStored).inc({ sink }, event.events);
        bytesStored.inc({ sink, form: 'raw' }, event.rawBytes);
        bytesStored.inc({ sink, form: 'stored' }, event.bytes);
        publishSeconds.observe({ sink }, event.durationMs / 1000);
        return;
      }
      case 'store_retry':
        storeRetries.inc({ sink: event.sink, code: event.error.code });
        return;
      case 'kafka_retry':
        kafkaRetries.inc({ source: event.source, code: event.error.code });
        return;
      case 'offsets_committed':
        commitSeconds.observe({ source: event.source }, event.durationMs / 1000);
        return;
      case 'hour_complete':
        hoursComplete.inc({ source: event.source, topic: event.topic });
        return;
      case 'commit_failed':
        commitsFailed.inc({ source: event.source, outcome: event.outcome });
        return;
      case 'rebalance_started':
        rebalances.inc({ source: event.source });
        return;
      case 'consumer_restarted':
        restarts.inc({ source: event.source });
        return;
      case 'offset_reset':
        offsetResets.inc({ source: event.source });
        return;
      case 'epoch_maybe_doubled':
        maybeDoubled.inc({ source: event.source });
        return;
      case 'memory_pressure':
        memoryPressure.inc({ fetching: event.fetchPaused ? 'paused' : 'on' });
        return;
      case 'disk_pressure':
        diskPressure.inc({ fetching: event.fetchPaused ? 'paused' : 'on' });
        return;
      case 'journal_restored':
        restored.inc({ source: event.source }, event.records);
        return;
      case 'journal_deleted':
        deleted.inc({ source: event.source, reason: event.reason });
        return;
      case 'started':
      case 'partitions_assigned':
      case 'partitions_lost':
      case 'shutdown_started':
      case 'shutdown_finished':
      case 'fatal':
    }
  };
}
