import type { Kafka } from 'kafkajs';
import { deviceEvents } from '../../infra/demo/events/device-events.ts';
import { encodeBatch } from '../support/record-batch.ts';
import { sendBatches } from '../support/send-batches.ts';

/** Records of a batch; about 130 kB, as a producer sends them that waits a little. */
export const batchRecords = 625;
/** So many different batches take turns: the same lines come again only where no compressor sees both. */
const batchCount = 64;
const hourMs = 3_600_000;
const startMs = Date.parse('2026-03-01T00:00:00Z');
const seed = 20_260_301;

/** What a topic is filled with. A pure function: what must stand at an offset can be told at any time. */
export interface Backlog {
  readonly events: number;
  readonly partitions: number;
  readonly prefixes: number;
}

/** Records of a partition; the first ones hold what does not divide evenly. */
export function recordsOf({ events, partitions }: Backlog, partition: number): number {
  return Math.floor(events / partitions) + (partition < events % partitions ? 1 : 0);
}

/** The `event_id` of the record at an offset. */
export function eventIdAt(partition: number, offset: number): number {
  return batchAt(partition, offset) * batchRecords + (offset % batchRecords);
}

/** The hour of that record, as a key names it. Neighbours are of different hours, so that all are open at once. */
export function hourAt({ prefixes }: Backlog, offset: number): string {
  const at = new Date(startMs + ((offset % batchRecords) % prefixes) * hourMs);
  return at.toISOString().slice(0, 13).replace('T', '-');
}

function batchAt(partition: number, offset: number): number {
  return (Math.floor(offset / batchRecords) + partition) % batchCount;
}

/** Offsets of every partition that are produced: whole batches, so a multiple of `batchRecords`. */
export interface OffsetSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Fills the topic as fast as the broker takes it: batches are encoded once and sent again and again, because the broker
 * gives the offsets.
 */
export async function produceBacklog(
  kafka: Kafka,
  topic: string,
  backlog: Backlog,
  { from, to }: OffsetSpan,
  signal: AbortSignal,
  onProgress: (records: number) => void,
): Promise<void> {
  const batches = Array.from({ length: batchCount }, (_, number) =>
    encoded(backlog, number, batchRecords),
  );
  let sent = 0;
  await sendBatches(kafka, {
    topic,
    partitions: backlog.partitions,
    rounds: Math.ceil((Math.min(to, recordsOf(backlog, 0)) - from) / batchRecords),
    batchOf: (partition, round) => {
      const first = from + round * batchRecords;
      const count = Math.min(batchRecords, recordsOf(backlog, partition) - first);
      if (count <= 0) return null;
      sent += count;
      onProgress(sent);
      const number = batchAt(partition, first);
      const whole = count === batchRecords ? batches[number] : undefined;
      return whole ?? encoded(backlog, number, count);
    },
    signal,
  });
}

function encoded({ prefixes }: Backlog, number: number, count: number): Buffer {
  const eventOf = deviceEvents({ seed, count: 1_000_000_000 });
  const records = Array.from({ length: count }, (_, index) => {
    const { key, value, sound } = eventOf(number * batchRecords + index);
    if (sound === null) throw new Error('a broken record among the first of a billion');
    return {
      offsetDelta: index,
      timestampDelta: (index % prefixes) * hourMs + index,
      key: Buffer.from(key),
      value: Buffer.from(value),
    };
  });
  const maxTimestampMs = startMs + Math.max(...records.map((one) => one.timestampDelta));
  return encodeBatch({ records, firstTimestampMs: startMs, maxTimestampMs });
}
