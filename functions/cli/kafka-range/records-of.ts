import type { Chunk, TopicPartition } from '../../../shared/record.ts';
import type { KafkaTool } from '../../consumer/kafka/port.ts';
import type { RecordedRecord } from '../run/recorded-record.ts';

/** Offsets `[first, next)` of a partition. */
export type KafkaRange = TopicPartition & { readonly first: bigint; readonly next: bigint };

/** The records of a range, in order; ends early where the signal is aborted. */
export async function* recordsOf(
  port: KafkaTool,
  range: KafkaRange,
  signal: AbortSignal,
): AsyncGenerator<RecordedRecord> {
  const { topic, partition, first, next } = range;
  const ownership = port.assign([{ topic, partition }]);
  port.seek(ownership, { topic, partition }, first);
  for (let position = first; position < next;) {
    const chunks = await port.chunks(signal);
    if (signal.aborted) return;
    for (const chunk of chunks) {
      for (const record of recordsIn(chunk)) {
        if (record.offset >= next) return;
        if (record.offset >= first) yield record;
      }
      position = chunk.next;
    }
  }
}

/** Copies what a chunk holds, which is used again. */
function* recordsIn(chunk: Chunk): Generator<RecordedRecord> {
  const { topic, partition, start } = chunk;
  const cursor = chunk.cursor();
  while (cursor.next()) {
    const { bytes, keyStart, keyEnd, valueStart, valueEnd } = cursor;
    const copy = (from: number, to: number): Buffer | null =>
      from < 0 ? null : Buffer.from(bytes.subarray(from, to));
    yield {
      topic,
      partition,
      offset: start + BigInt(cursor.offsetDelta),
      timestampMs: cursor.timestampMs,
      key: copy(keyStart, keyEnd),
      value: copy(valueStart, valueEnd),
      headers: cursor.headerCount === 0 ? [] : copied(cursor.headers()),
    };
  }
}

function copied(headers: ReturnType<ReturnType<Chunk['cursor']>['headers']>) {
  return headers.map(({ name, value }) => ({
    name,
    value: value === null ? null : Buffer.from(value),
  }));
}
