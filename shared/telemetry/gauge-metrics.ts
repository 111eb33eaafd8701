import { Gauge, type Registry } from 'prom-client';
import type { Gauges } from './events.ts';

/**
 * What is read at each scrape rather than counted. Emptied and filled anew each time: a partition that was given up is
 * gone, not frozen at its last value.
 */
export function registerGauges(registry: Registry, gauges: Gauges): void {
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    collect: (gauge: Gauge<L>) => void,
    // over threads: what each holds adds up; a partition that changes hands may be told by both for a moment; a topic is
    // complete as far as all its partitions are
    aggregator: 'sum' | 'max' | 'min' = 'sum',
  ): void => {
    registry.registerMetric(
      new Gauge({
        name: `sluice_${name}`,
        help,
        labelNames: [...labelNames],
        aggregator,
        registers: [],
        collect(): void {
          this.reset();
          collect(this);
        },
      }),
    );
  };
  gauge(
    'consumer_lag_records',
    'High watermark minus committed offset.',
    ['source', 'topic', 'partition'],
    (lag) => {
      for (const { source, topic, partition, lag: records } of gauges.partitions()) {
        if (records !== null)
          lag.set({ source, topic, partition: String(partition) }, Math.max(0, records));
      }
    },
    'max',
  );
  gauge(
    'oldest_uncommitted_age_seconds',
    'Age of the oldest record taken and not committed; 0: none.',
    ['source', 'topic', 'partition'],
    (age) => {
      for (const { source, topic, partition, oldestUncommittedMs } of gauges.partitions()) {
        age.set(
          { source, topic, partition: String(partition) },
          Math.max(0, oldestUncommittedMs) / 1000,
        );
      }
    },
    'max',
  );
  gauge(
    'complete_until_seconds',
    'Unix time up to which every record that has come is stored, over the partitions held here; 0: not known yet.',
    ['source', 'topic'],
    (complete) => {
      for (const [label, untilMs] of completeUntil(gauges)) complete.set(label, untilMs / 1000);
    },
    'min',
  );
  gauge(
    'schema_waiting_partitions',
    'Partitions that are not read on until a schema registry has a schema.',
    ['source'],
    (waiting) => {
      for (const [source, partitions] of gauges.schemaWaits?.() ?? []) {
        waiting.set({ source }, partitions);
      }
    },
  );
  gauge('open_bytes', 'Bytes held by open objects.', [], (bytes) =>
    bytes.set(gauges.heldBytes().open),
  );
  gauge('held_bytes', 'Bytes held, by where they are.', ['kind'], (bytes) => {
    for (const [kind, held] of Object.entries(gauges.heldBytes())) bytes.set({ kind }, held);
  });
  gauge('disk_bytes', 'Bytes of open epochs in the data directory.', [], (bytes) => {
    const held = gauges.diskBytes?.() ?? null;
    if (held !== null) bytes.set(held);
  });
  gauge('open_objects', 'Objects that are being filled.', [], (objects) =>
    objects.set(gauges.openObjects()),
  );
}

/** The lowest of each topic's partitions. */
function completeUntil(gauges: Gauges): Iterable<[{ source: string; topic: string }, number]> {
  const lowest = new Map<string, [{ source: string; topic: string }, number]>();
  for (const { source, topic, completeUntilMs } of gauges.partitions()) {
    if (completeUntilMs === null) continue;
    const key = `${source}/${topic}`;
    const known = lowest.get(key);
    if (known === undefined) lowest.set(key, [{ source, topic }, completeUntilMs]);
    else known[1] = Math.min(known[1], completeUntilMs);
  }
  return lowest.values();
}
