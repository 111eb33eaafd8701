import type { Outcome } from '../invoke-emulator.ts';
import type { QueuedRecord } from './record-queues.ts';

/**
 * What the mapping makes of an answer: the records that come again. Without item reporting whatever is answered is a
 * success, also an answer that names items. With it, nothing named is a success, and what cannot be understood, or is
 * not of this batch, fails all of it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export function failedOf(
  records: readonly QueuedRecord[],
  topic: string,
  outcome: Outcome,
  reportsItems: boolean,
): 'all' | readonly QueuedRecord[] {
  if (!outcome.ok) return 'all';
  if (!reportsItems || outcome.payload === null) return [];
  if (typeof outcome.payload !== 'object') return 'all';
  const { batchItemFailures: items } = outcome.payload as Readonly<Record<string, unknown>>;
  if (items === undefined || items === null) return [];
  if (!Array.isArray(items)) return 'all';
  const byName = new Map(records.map((record) => [nameOf(topic, record), record]));
  const failed = new Set<QueuedRecord>();
  for (const item of items as unknown[]) {
    const record = byName.get(identifierOf(item));
    if (record === undefined) return 'all';
    failed.add(record);
  }
  // in the order of the batch, whatever that of the answer is
  return records.filter((record) => failed.has(record));
}

function identifierOf(item: unknown): string {
  const { itemIdentifier } = (item ?? {}) as { itemIdentifier?: Readonly<Record<string, unknown>> };
  return `${String(itemIdentifier?.['partition'])} ${String(itemIdentifier?.['offset'])}`;
}

function nameOf(topic: string, { partition, offset }: QueuedRecord): string {
  return `${topic}-${partition} ${offset}`;
}
