import { EventBuilder } from '../../../../functions/cli/events/event-builder.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import type { QueuedRecord, RecordQueues } from './record-queues.ts';

export interface BatchLimits {
  readonly topic: string;
  readonly bootstrapServers: string;
  /** Records: the mapping's BatchSize. */
  readonly atMost: number;
  /** JSON of the event. */
  readonly maxBytes: number;
}

/** The records of one invocation, in order within each partition, and the event that they are. */
export interface Batch {
  readonly records: readonly QueuedRecord[];
  readonly event: string;
}

/**
 * Takes records from the queues until the batch or the event is full, an equal share of each partition first.
 * @param before comes first: the records of a batch that failed
 * @throws {SluiceError} EVENT_INVALID for a record that no event can hold
 */
export function fillBatch(
  queues: RecordQueues,
  partitions: readonly number[],
  limits: BatchLimits,
  before: readonly QueuedRecord[] = [],
): Batch {
  const { topic, bootstrapServers, atMost, maxBytes } = limits;
  const builder = new EventBuilder({ bootstrapServers }, maxBytes);
  const records = [...before];
  for (const { partition, encoded } of before) builder.add(topic, partition, encoded);
  const share = Math.ceil(atMost / partitions.length);
  for (const most of [share, atMost]) {
    for (const partition of partitions) {
      let taken = 0;
      let isFull = false;
      const room = Math.max(0, atMost - records.length);
      for (const record of queues.first(partition, Math.min(most, room))) {
        isFull = !builder.add(topic, partition, record.encoded);
        if (isFull) break;
        records.push(record);
        taken++;
      }
      queues.drop(partition, taken);
      if (isFull) return finish(builder, records, queues.peek(partition), maxBytes);
    }
  }
  return { records, event: builder.toString() };
}

function finish(
  builder: EventBuilder,
  records: readonly QueuedRecord[],
  left: QueuedRecord | undefined,
  maxBytes: number,
): Batch {
  if (records.length > 0) return { records, event: builder.toString() };
  const { partition = 0, offset = 0n, encoded } = left ?? {};
  throw new SluiceError(
    'EVENT_INVALID',
    `the record at offset ${offset} of partition ${partition} has ${encoded?.byteLength} bytes in an event; allowed: ${maxBytes} for all of it`,
  );
}

/** The event of exactly these records: of a batch that comes again, or of a part of it. */
export function batchOf(records: readonly QueuedRecord[], limits: BatchLimits): Batch {
  const builder = new EventBuilder(limits, limits.maxBytes);
  for (const { partition, encoded } of records) builder.add(limits.topic, partition, encoded);
  return { records, event: builder.toString() };
}
