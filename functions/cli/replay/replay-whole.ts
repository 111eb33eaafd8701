import type { RecordedRecord } from '../run/recorded-record.ts';
import type { Batch, FailedRecord, ReplayHost } from './replay-host.ts';

/**
 * Replays a batch of letters. Of one that is about several events of its record, all are stored or none: those of which an
 * event fails again are found out before anything is stored.
 *
 * @param missingOf the sinks that are without a record that failed
 * @returns what failed
 */
export async function replayWhole(
  host: ReplayHost,
  batch: Batch,
  missingOf: (failed: FailedRecord) => readonly string[],
): Promise<readonly FailedRecord[]> {
  if (batch.records[0]?.events === undefined) return host.replay(batch);
  const all: FailedRecord[] = [];
  let { records } = batch;
  while (records.length > 0) {
    const failed = await host.replay({ ...batch, records, sinks: new Set() });
    all.push(...failed);
    const failing = new Set(failed.filter((one) => missingOf(one).length > 0).map(idOf));
    if (failing.size === 0) break;
    // without them a reduce may make other events of the rest, which are tried in their turn
    records = records.filter((record) => !failing.has(idOf(record)));
  }
  if (records.length > 0) await host.replay({ ...batch, records });
  return all;
}

/** What tells a record from all others. */
export function idOf({ topic, partition, offset }: RecordedRecord | FailedRecord): string {
  return `${topic}/${partition}@${offset}`;
}
