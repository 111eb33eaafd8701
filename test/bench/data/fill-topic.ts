import { crc32c } from '@platformatic/wasm-utils/bundled';
import type { Kafka } from 'kafkajs';
import { encodeBatch } from '../../support/record-batch.ts';
import { sendBatches } from '../../support/send-batches.ts';
import { benchEvent } from './events.ts';
import { benchMessage } from './messages.ts';

/** Bytes of a batch before compression, as producers send them that wait a little. */
const batchBytes = 131_072;
/** So many different batches take turns, a prime: no compressor sees the same lines twice within an object. */
const batchCount = 193;
/** The day and hour that all records are of. */
const startMs = Date.parse('2026-03-01T10:00:00.000Z');
/** Of the whole topic, by the records' own time. */
const recordsPerMs = 10;
/** Where these stand in a batch; the checksum covers what follows it. */
const at = { crc: 17, covered: 21, firstTimestamp: 27, maxTimestamp: 35 };

/** What a topic of the bench holds: cases that say the same share one. */
export interface TopicData {
  readonly recordBytes: number;
  readonly partitions: number;
  readonly codec: 'none' | 'lz4' | 'zstd';
  /** Messages of bench-event.proto in the place of JSON. */
  readonly format?: 'protobuf';
  /** Different values of a field `group`; left out: there is no such field. */
  readonly groups?: number;
}

export interface FillOptions extends TopicData {
  readonly topic: string;
  readonly events: number;
  readonly signal: AbortSignal;
  readonly onProgress: (events: number) => void;
}

/** Fills the topic, by batches that are encoded once. @returns bytes of all values */
export async function fillTopic(kafka: Kafka, options: FillOptions): Promise<number> {
  const { topic, partitions, events, onProgress, signal } = options;
  const records = Math.max(1, Math.floor(batchBytes / (options.recordBytes + 8)));
  const rounds = Math.ceil(Math.ceil(events / partitions) / records);
  const different = Math.min(batchCount, rounds * partitions);
  const made = Array.from({ length: different }, (_, number) => make(options, number, records));
  let sent = 0;
  let bytes = 0;
  await sendBatches(kafka, {
    topic,
    partitions,
    rounds,
    batchOf: (partition, round) => {
      const left = recordsOf(options, partition) - round * records;
      if (left <= 0) return null;
      const number = (round * partitions + partition) % different;
      const whole = left < records ? make(options, number, left) : made[number];
      if (whole === undefined) throw new Error('no such batch');
      sent += whole.records;
      bytes += whole.valueBytes;
      onProgress(sent);
      return dated(whole.batch, startMs + deltaMs(partitions, round * records), whole.spanMs);
    },
    signal,
  });
  return bytes;
}

interface MadeBatch {
  readonly batch: Buffer;
  readonly records: number;
  readonly valueBytes: number;
  readonly spanMs: number;
}

function make(
  { recordBytes, partitions, codec, groups, format }: TopicData,
  number: number,
  count: number,
) {
  let valueBytes = 0;
  const records = Array.from({ length: count }, (_, index) => {
    const event = 1_000_000 + number * count + index;
    const value =
      format === undefined
        ? Buffer.from(benchEvent(event, recordBytes, groups))
        : benchMessage(event);
    valueBytes += value.length;
    return { offsetDelta: index, timestampDelta: deltaMs(partitions, index), value };
  });
  const made: MadeBatch = {
    batch: encodeBatch({ records, codec }),
    records: count,
    valueBytes,
    spanMs: deltaMs(partitions, count - 1),
  };
  return made;
}

/** The same batch at another time, which is told once for all its records. */
function dated(batch: Buffer, firstMs: number, spanMs: number): Buffer {
  const copy = Buffer.from(batch);
  copy.writeBigInt64BE(BigInt(firstMs), at.firstTimestamp);
  copy.writeBigInt64BE(BigInt(firstMs + spanMs), at.maxTimestamp);
  copy.writeUInt32BE(crc32c(copy.subarray(at.covered)), at.crc);
  return copy;
}

/** How long after its first record a partition's record of that number was written. */
function deltaMs(partitions: number, record: number): number {
  return Math.floor((record * partitions) / recordsPerMs);
}

/** The first partitions hold what does not divide evenly. */
function recordsOf(
  { events, partitions }: { readonly events: number; readonly partitions: number },
  partition: number,
): number {
  return Math.floor(events / partitions) + (partition < events % partitions ? 1 : 0);
}
