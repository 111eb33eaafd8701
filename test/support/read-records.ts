import type { RecordSetReader } from '../../functions/consumer/kafka/record-batch/record-set-reader.ts';
import { BatchRecordCursor } from '../../functions/consumer/kafka/record-batch/record-cursor.ts';
import type { RecordCursor, RecordHeader } from '../../shared/record.ts';

/** A record as it was read, copied out. */
export interface ReadRecord {
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeader[];
}

/** Walks a cursor to its end and copies each record. */
export function collect(cursor: RecordCursor, start: bigint): ReadRecord[] {
  const records: ReadRecord[] = [];
  while (cursor.next()) {
    records.push({
      offset: start + BigInt(cursor.offsetDelta),
      timestampMs: cursor.timestampMs,
      key: slice(cursor.bytes, cursor.keyStart, cursor.keyEnd),
      value: slice(cursor.bytes, cursor.valueStart, cursor.valueEnd),
      headers: cursor.headers(),
    });
  }
  return records;
}

/** Takes a record set apart in steps and reads everything. */
export function readAll(
  reader: RecordSetReader,
  start: bigint,
  stepBytes: number = 1_000_000,
): { readonly records: ReadRecord[]; readonly next: bigint } {
  const records: ReadRecord[] = [];
  let next = start;
  for (let taken = reader.take(next, stepBytes); taken; taken = reader.take(next, stepBytes)) {
    const place = { topic: 'devices', partition: 3, start: next };
    records.push(...collect(new BatchRecordCursor(place, taken.runs), next));
    next = taken.next;
  }
  return { records, next };
}

/** The records as short text, `offset=value`. */
export function values(read: { readonly records: readonly ReadRecord[] }): string[] {
  return read.records.map(({ offset, value }) => `${offset}=${value?.toString() ?? 'null'}`);
}

function slice(bytes: Buffer, start: number, end: number): Buffer | null {
  return start < 0 ? null : Buffer.from(bytes.subarray(start, end));
}
