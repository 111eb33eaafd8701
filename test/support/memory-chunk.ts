import type { Chunk, Ownership, RecordCursor, RecordHeader } from '../../shared/record.ts';

/** A record as a test writes it down. */
export interface TestRecord {
  readonly offset: bigint;
  readonly timestampMs?: number;
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: readonly RecordHeader[];
}

/** A chunk out of records as they stand in a test: the same shape as a fetched one, without Kafka's format. */
export function memoryChunk(options: {
  readonly topic?: string;
  readonly partition?: number;
  readonly ownership?: Ownership | null;
  readonly start: bigint;
  readonly next: bigint;
  readonly records: readonly TestRecord[];
}): Chunk {
  const { topic = 'devices', partition = 0, ownership = null, start, next, records } = options;
  const packed = records.map(pack);
  return {
    topic,
    partition,
    ownership,
    start,
    next,
    byteLength: packed.reduce((sum, { bytes }) => sum + bytes.length, 0),
    cursor: () => new MemoryCursor(start, packed),
  };
}

interface Packed {
  readonly record: TestRecord;
  readonly bytes: Buffer;
  readonly keyEnd: number;
  readonly value: Buffer | null;
}

function pack(record: TestRecord): Packed {
  const key = toBytes(record.key ?? null);
  const value = toBytes(record.value);
  const bytes = Buffer.concat([key ?? Buffer.alloc(0), value ?? Buffer.alloc(0)]);
  return { record, bytes, keyEnd: key?.length ?? -1, value };
}

function toBytes(value: string | Buffer | null): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
}

class MemoryCursor implements RecordCursor {
  bytes: Buffer = Buffer.alloc(0);
  offsetDelta = 0;
  timestampMs = 0;
  keyStart = -1;
  keyEnd = -1;
  valueStart = -1;
  valueEnd = -1;
  headerCount = 0;
  readonly #start: bigint;
  readonly #records: readonly Packed[];
  #at = -1;

  constructor(start: bigint, records: readonly Packed[]) {
    this.#start = start;
    this.#records = records;
  }

  next(): boolean {
    this.#at++;
    const packed = this.#records[this.#at];
    if (packed === undefined) return false;
    const { record, bytes, keyEnd, value } = packed;
    this.bytes = bytes;
    this.offsetDelta = Number(record.offset - this.#start);
    this.timestampMs = record.timestampMs ?? 0;
    this.keyStart = keyEnd < 0 ? -1 : 0;
    this.keyEnd = keyEnd;
    this.valueStart = value === null ? -1 : Math.max(0, keyEnd);
    this.valueEnd = value === null ? -1 : bytes.length;
    this.headerCount = record.headers?.length ?? 0;
    return true;
  }

  headers(): RecordHeader[] {
    return [...(this.#records[this.#at]?.record.headers ?? [])];
  }
}
