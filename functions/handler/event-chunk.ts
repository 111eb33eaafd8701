import type { Chunk, RecordCursor, RecordHeader } from '../../shared/record.ts';
import type { EventPartition, EventRecord } from './event.ts';

/** Numbers of a record in `places`. */
const perRecord = 4;

/**
 * The records of a partition as the engine takes them: all keys and values decoded from Base64 once, into one buffer.
 * It starts at its first record: below that Lambda says nothing.
 */
export function eventChunk({ topic, partition, records }: EventPartition): Chunk {
  const first = records[0]?.offset ?? 0;
  const { bytes, places } = decode(records);
  return {
    topic,
    partition,
    ownership: null,
    start: BigInt(first),
    next: BigInt((records.at(-1)?.offset ?? first) + 1),
    byteLength: bytes.length,
    cursor: () => new EventCursor(first, records, bytes, places),
  };
}

interface Decoded {
  readonly bytes: Buffer;
  /** Start and end of the key, then of the value; -1 where it is null. */
  readonly places: Int32Array;
}

function decode(records: readonly EventRecord[]): Decoded {
  let byteLength = 0;
  for (const { key, value } of records) byteLength += decodedBytes(key) + decodedBytes(value);
  const bytes = Buffer.allocUnsafeSlow(byteLength);
  const places = new Int32Array(records.length * perRecord).fill(-1);
  let end = 0;
  const put = (text: string | null | undefined, at: number): void => {
    // it may be left out, too
    if (typeof text !== 'string') return;
    places[at] = end;
    end += bytes.write(text, end, 'base64');
    places[at + 1] = end;
  };
  for (const [index, { key, value }] of records.entries()) {
    put(key, index * perRecord);
    put(value, index * perRecord + 2);
  }
  return { bytes, places };
}

function decodedBytes(text: string | null | undefined): number {
  return typeof text === 'string' ? Buffer.byteLength(text, 'base64') : 0;
}

class EventCursor implements RecordCursor {
  readonly bytes: Buffer;
  offsetDelta: number = -1;
  timestampMs: number = -1;
  keyStart: number = -1;
  keyEnd: number = -1;
  valueStart: number = -1;
  valueEnd: number = -1;
  headerCount: number = 0;
  readonly #first: number;
  readonly #records: readonly EventRecord[];
  readonly #places: Int32Array;
  #at = -1;

  constructor(first: number, records: readonly EventRecord[], bytes: Buffer, places: Int32Array) {
    this.#first = first;
    this.#records = records;
    this.bytes = bytes;
    this.#places = places;
  }

  next(): boolean {
    this.#at += 1;
    const record = this.#records[this.#at];
    if (record === undefined) return false;
    const places = this.#places;
    const at = this.#at * perRecord;
    this.offsetDelta = record.offset - this.#first;
    this.timestampMs = timeOf(record);
    this.keyStart = places[at] ?? -1;
    this.keyEnd = places[at + 1] ?? -1;
    this.valueStart = places[at + 2] ?? -1;
    this.valueEnd = places[at + 3] ?? -1;
    this.headerCount = record.headers?.length ?? 0;
    return true;
  }

  headers(): RecordHeader[] {
    const headers = this.#records[this.#at]?.headers ?? [];
    return headers.flatMap((header) =>
      Object.entries(header).map(([name, value]) => ({
        name,
        // Java's bytes are signed: -61 is 0xc3
        value: Array.isArray(value) ? Uint8Array.from(value as number[]) : null,
      })),
    );
  }
}

/** The year 10000, from which on a time cannot be written as part of a key. */
const endOfTimeMs = 253_402_300_800_000;

/**
 * When the epochs of a partition begin, in ms since 1970: at its first record's time, so that a retry comes to the same.
 * A record can claim any time; where that cannot be written, at 0.
 */
export function openingTime({ records }: EventPartition): number {
  const [first] = records;
  const timeMs = first === undefined ? 0 : timeOf(first);
  return timeMs < 0 || timeMs >= endOfTimeMs ? 0 : timeMs;
}

/** Milliseconds since 1970; -1: the record has no time. */
function timeOf({ timestamp }: EventRecord): number {
  return typeof timestamp === 'number' && timestamp >= 0 ? timestamp : -1;
}
