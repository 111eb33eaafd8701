import type { Chunk, RecordCursor, RecordHeader } from '../../../shared/record.ts';
import type { RecordedRecord } from './recorded-record.ts';

/**
 * A chunk of recorded records of one partition, as the engine takes them from Kafka.
 * @param start the position behind the chunk before
 * @param records one or more, their offsets rising, none below `start`
 */
export function recordedChunk(start: bigint, records: readonly RecordedRecord[]): Chunk {
  const last = records.at(-1);
  const { topic, partition } = records[0] ?? { topic: '', partition: 0 };
  return {
    topic,
    partition,
    ownership: null,
    start,
    next: last === undefined ? start : last.offset + 1n,
    byteLength: records.reduce((sum, record) => sum + sizeOf(record), 0),
    cursor: () => new RecordedCursor(start, records),
  };
}

/** Bytes of key and value. */
export function sizeOf({ key, value }: RecordedRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}

/** Walks recorded records; each one's key and value lie one behind the other in a buffer of their own. */
class RecordedCursor implements RecordCursor {
  bytes: Buffer = Buffer.alloc(0);
  offsetDelta = -1;
  timestampMs = -1;
  keyStart = -1;
  keyEnd = -1;
  valueStart = -1;
  valueEnd = -1;
  headerCount = 0;
  events: readonly string[] | undefined = undefined;
  readonly #start: bigint;
  readonly #records: readonly RecordedRecord[];
  #at = -1;

  constructor(start: bigint, records: readonly RecordedRecord[]) {
    this.#start = start;
    this.#records = records;
  }

  next(): boolean {
    this.#at += 1;
    const record = this.#records[this.#at];
    if (record === undefined) return false;
    const { key, value } = record;
    const keyBytes = key?.length ?? 0;
    this.bytes =
      key === null ? (value ?? Buffer.alloc(0)) : Buffer.concat([key, value ?? Buffer.alloc(0)]);
    this.offsetDelta = Number(record.offset - this.#start);
    this.timestampMs = record.timestampMs;
    this.keyStart = key === null ? -1 : 0;
    this.keyEnd = key === null ? -1 : keyBytes;
    this.valueStart = value === null ? -1 : keyBytes;
    this.valueEnd = value === null ? -1 : keyBytes + value.length;
    this.headerCount = record.headers.length;
    this.events = record.events;
    return true;
  }

  headers(): RecordHeader[] {
    return [...(this.#records[this.#at]?.headers ?? [])];
  }
}
