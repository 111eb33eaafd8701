import { RecordSetReader } from '../../../functions/consumer/kafka/record-batch/record-set-reader.ts';
import { BatchRecordCursor } from '../../../functions/consumer/kafka/record-batch/record-cursor.ts';
import { encodeBatch, type TestCodec } from '../../support/record-batch.ts';
import { benchEvent } from '../data/events.ts';

/** Records of the batch that every stage works on: about 130 kB. */
export const sampleRecords = 625;
const recordBytes = 207;
export const sampleStartMs: number = Date.parse('2026-03-01T10:00:00.000Z');
export const samplePlace = { topic: 'devices', partition: 3, start: 0n, next: 625n } as const;

export const sampleValues: readonly Buffer[] = Array.from({ length: sampleRecords }, (_, index) =>
  Buffer.from(benchEvent(1_000_000 + index, recordBytes)),
);
export const sampleBytes: number = sampleValues.reduce((sum, { length }) => sum + length, 0);

const records = sampleValues.map((value, index) => ({
  offsetDelta: index,
  // ten in a millisecond over three partitions, as in the topics of the bench
  timestampDelta: Math.floor(index * 0.3),
  value,
}));

export function sampleBatch(codec: TestCodec = 'none'): Buffer {
  return encodeBatch({ records, codec, firstTimestampMs: sampleStartMs });
}

/** A cursor before the first record, checked and in place. */
export function cursorOver(batch: Buffer): BatchRecordCursor {
  const taken = new RecordSetReader(samplePlace, batch, 0, batch.length, []).take(0n, batch.length);
  return new BatchRecordCursor(samplePlace, taken?.runs ?? []);
}
