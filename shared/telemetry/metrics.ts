import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Emit, Gauges } from './events.ts';
import { type Counting, type CounterName, countEvent, type HistogramName } from './count-event.ts';
import { registerGauges } from './gauge-metrics.ts';

export interface MetricsOptions {
  readonly pipeline: string;
  readonly version: string;
  /** Left out: they are not told. */
  readonly components?: readonly ComponentInfo[];
  /** Read at each scrape. */
  readonly gauges: Gauges;
  /** CPU, memory, event loop and garbage collection of the process; once per process. */
  readonly processMetrics: boolean;
}

/** What other metrics call by its name; as labels. */
export interface ComponentInfo {
  readonly component: string;
  readonly kind: 'source' | 'transform' | 'sink';
  readonly type: string;
  /** Outputs of others that it reads, with commas between. */
  readonly inputs: string;
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

/** What each counter counts, and its labels. */
const counters: Readonly<Record<CounterName, readonly [help: string, ...labels: string[]]>> = {
  records_received_total: ['Records fetched from Kafka.', 'source', 'topic'],
  bytes_received_total: ['Bytes of fetched records, decompressed.', 'source', 'topic'],
  records_stored_total: ['Events in stored objects.', 'sink'],
  bytes_stored_total: [
    'Bytes of stored objects, before (raw) and after (stored) compression.',
    'sink',
    'form',
  ],
  objects_stored_total: ['Objects stored.', 'sink', 'kind'],
  records_dead_lettered_total: ['Records stored as dead letters.', 'sink'],
  records_dropped_total: ['Records dropped on purpose.', 'component', 'reason'],
  records_rejected_total: ['Records that could not be processed.', 'component', 'code'],
  records_overflowed_total: [
    'Events stored under overflowPrefix, because their epoch had batch.maxPrefixes prefixes already.',
    'sink',
  ],
  events_sent_total: [
    'Events that a component sent to one of several outputs.',
    'component',
    'output',
  ],
  events_added_total: [
    'Events that a component made beyond the first of each that became several.',
    'component',
  ],
  events_shown_total: ['Events that a console, blackhole or file sink has taken.', 'sink'],
  epochs_cut_total: ['Epochs ended, by reason.', 'source', 'reason'],
  hours_complete_total: ['Hours that were marked as complete.', 'source', 'topic'],
  commits_failed_total: [
    'Offset commits of a partition that were fenced or unanswered.',
    'source',
    'outcome',
  ],
  store_retries_total: ['Requests to the object store that were repeated.', 'sink', 'code'],
  schema_retries_total: ['Questions to a schema registry that were repeated.', 'source', 'code'],
  schemas_given_up_total: [
    'Schemas that a registry did not have, and whose records became dead letters.',
    'source',
  ],
  kafka_retries_total: ['Requests to Kafka that were repeated.', 'source', 'code'],
  rebalances_total: ['Rebalances of the group.', 'source'],
  consumer_restarts_total: ['Times the consumer failed and joined again.', 'source'],
  offset_resets_total: ['Offsets out of range that were reset.', 'source'],
  epochs_maybe_doubled_total: [
    'Epochs begun by other rules of the pipeline, or before they were compacted, and published anew under keys of their own.',
    'source',
  ],
  memory_pressure_total: ['Times the buffer came near its limit.', 'fetching'],
  disk_pressure_total: ['Times the disk buffer was full.', 'fetching'],
  disk_records_restored_total: [
    'Records that went on from the disk after a start or a rebalance, without being fetched again.',
    'source',
  ],
  disk_files_deleted_total: [
    'Files in the data directory that did not go with what Kafka has, by reason.',
    'source',
    'reason',
  ],
  invocations_total: ['Invocations of the Lambda function.', 'outcome'],
};

const histograms: Readonly<Record<HistogramName, readonly [help: string, ...labels: string[]]>> = {
  publish_duration_seconds: ['Time to store one object, retries included.', 'sink'],
  commit_duration_seconds: ['Time of one offset commit.', 'source'],
};

/**
 * Moves Prometheus' counters by the same events that the log lines come from. Labels are names of components, codes
 * and reasons, which are few; topic and partition stand on the gauges alone, and only for partitions that are held.
 */
export function createMetrics({
  pipeline,
  version,
  components = [],
  gauges,
  processMetrics,
}: MetricsOptions): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ pipeline });
  // at its default of 10 ms the timer that measures the event loop takes 2 % of a core for itself
  if (processMetrics) {
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 200 });
  }
  new Gauge({
    name: 'sluice_build_info',
    help: 'Always 1; the version that runs.',
    labelNames: ['version'],
    aggregator: 'first',
    registers: [registry],
  }).set({ version }, 1);
  const known = new Gauge({
    name: 'sluice_component_info',
    help: 'Always 1; the components of the pipeline, and the outputs that each reads.',
    labelNames: ['component', 'kind', 'type', 'inputs'],
    aggregator: 'first',
    registers: components.length === 0 ? [] : [registry],
  });
  for (const component of components) known.set({ ...component }, 1);
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
  const registers = [registry];
  const counting = new Map(
    Object.entries(counters).map(([name, [help, ...labelNames]]) => {
      return [name, new Counter({ name: `sluice_${name}`, help, labelNames, registers })];
    }),
  );
  const timing = new Map(
    Object.entries(histograms).map(([name, [help, ...labelNames]]) => {
      const options = {
        name: `sluice_${name}`,
        help,
        labelNames,
        buckets: secondsBuckets,
        registers,
      };
      return [name, new Histogram(options)];
    }),
  );
  const receiver: Counting = {
    add: (name, labels, by = 1) => counting.get(name)?.inc(labels, by),
    observe: (name, labels, seconds) => timing.get(name)?.observe(labels, seconds),
  };
  return (event) => countEvent(event, receiver);
}
