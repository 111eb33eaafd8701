import { SluiceError } from '../../../../shared/errors.ts';
import type { RecordCursor, RecordHeader, TopicPartition } from '../../../../shared/record.ts';

/** The records of one batch, checked and decompressed: what the cursor walks. */
export interface RecordRun {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly recordCount: number;
  /** The batch's base offset minus the chunk's start; below 0 where the batch begins before it. */
  readonly baseDelta: number;
  readonly lastOffsetDelta: number;
  readonly firstTimestampMs: number;
  /** The time of all its records, where the broker stamped them; null: each has its own. */
  readonly appendTimestampMs: number | null;
}

/** Offsets are told in messages as the chunk's start plus the delta. */
export interface ChunkPlace extends TopicPartition {
  readonly start: bigint;
}

/**
 * Walks the records of all batches of a chunk, in place. Records below the chunk's start (its first batch may begin
 * before it) are passed over. A record costs no allocation, and 20 to 50 ns.
 *
 * `next` throws BATCH_CORRUPT where lengths contradict one another: the CRC was right, so a producer wrote it so.
 * `offsetDelta` then is that of the place after the last good record.
 */
export class BatchRecordCursor implements RecordCursor {
  bytes: Buffer;
  /** Before the first record: below every delta, since a batch spans less than 2^31 offsets. */
  offsetDelta: number = -(2 ** 31);
  timestampMs: number = -1;
  keyStart: number = -1;
  keyEnd: number = -1;
  valueStart: number = -1;
  valueEnd: number = -1;
  headerCount: number = 0;

  readonly #place: ChunkPlace;
  readonly #runs: readonly RecordRun[];
  #nextRun: number = 0;
  /** Of the current batch. */
  #left: number = 0;
  #runEnd: number = 0;
  #baseDelta: number = 0;
  #lastDelta: number = 0;
  #firstTimestampMs: number = 0;
  #ownTimestamps: boolean = true;
  /** The position in `bytes`, and where the current record's headers are. */
  #at: number = 0;
  #headersAt: number = 0;
  #recordEnd: number = 0;

  constructor(place: ChunkPlace, runs: readonly RecordRun[]) {
    this.#place = place;
    this.#runs = runs;
    this.bytes = runs[0]?.bytes ?? Buffer.alloc(0);
  }

  next(): boolean {
    do {
      while (this.#left === 0) if (!this.#enterRun()) return false;
      this.#left--;
      this.#readRecord();
    } while (this.offsetDelta < 0);
    return true;
  }

  headers(): RecordHeader[] {
    const headers: RecordHeader[] = [];
    const resumeAt = this.#at;
    this.#at = this.#headersAt;
    for (let i = 0; i < this.headerCount; i++) {
      const nameStart = this.#lengthThenStart(false);
      const nameEnd = this.#at;
      const valueStart = this.#lengthThenStart(true);
      headers.push({
        name: this.bytes.toString('utf8', nameStart, nameEnd),
        value: valueStart < 0 ? null : this.bytes.subarray(valueStart, this.#at),
      });
    }
    if (this.#at !== this.#recordEnd) throw this.#corrupt('headers end elsewhere than the record');
    this.#at = resumeAt;
    return headers;
  }

  hasHeader(name: Buffer): boolean {
    const resumeAt = this.#at;
    this.#at = this.#headersAt;
    let found = false;
    for (let i = 0; i < this.headerCount && !found; i++) {
      const start = this.#lengthThenStart(false);
      const end = this.#at;
      found = end - start === name.length && name.compare(this.bytes, start, end) === 0;
      this.#lengthThenStart(true);
    }
    this.#at = resumeAt;
    return found;
  }

  #enterRun(): boolean {
    const before = this.#nextRun - 1;
    if (before >= 0 && this.#at !== this.#runEnd)
      this.#fail('bytes are left after the last record');
    const run = this.#runs[this.#nextRun];
    if (run === undefined) {
      // Asked again at the end, the answer is the same.
      this.#runEnd = this.#at;
      return false;
    }
    this.#nextRun++;
    this.bytes = run.bytes;
    this.#at = run.start;
    this.#runEnd = run.end;
    this.#left = run.recordCount;
    this.#baseDelta = run.baseDelta;
    this.#lastDelta = run.baseDelta + run.lastOffsetDelta;
    this.#ownTimestamps = run.appendTimestampMs === null;
    this.#firstTimestampMs = run.firstTimestampMs;
    this.timestampMs = run.appendTimestampMs ?? -1;
    return true;
  }

  #readRecord(): void {
    const length = this.#varint();
    const recordEnd = this.#at + length;
    if (length < 0 || recordEnd > this.#runEnd) this.#fail(`a record of ${length} bytes`);
    // One byte of attributes that no one uses.
    this.#at++;
    const timestampDelta = this.#varlong();
    if (this.#ownTimestamps) this.timestampMs = this.#firstTimestampMs + timestampDelta;
    const delta = this.#baseDelta + this.#varint();
    if (delta <= this.offsetDelta || delta > this.#lastDelta) this.#fail('offsets out of order');

    const keyLength = this.#varint();
    if (keyLength >= 0) {
      this.keyStart = this.#at;
      this.keyEnd = this.#at += keyLength;
    } else {
      this.keyStart = -1;
      this.keyEnd = -1;
    }
    const valueLength = this.#varint();
    if (valueLength >= 0) {
      this.valueStart = this.#at;
      this.valueEnd = this.#at += valueLength;
    } else {
      this.valueStart = -1;
      this.valueEnd = -1;
    }
    const headerCount = this.#varint();
    this.headerCount = headerCount;
    this.#headersAt = this.#at;
    // A length below -1, or one that leads out of the record, shows here: positions only ever grow.
    const at = this.#at;
    if (
      headerCount < 0 ||
      keyLength < -1 ||
      valueLength < -1 ||
      at > recordEnd ||
      (headerCount === 0 && at < recordEnd)
    ) {
      this.#fail('key, value and headers do not add up to its length');
    }
    this.offsetDelta = delta;
    this.#recordEnd = recordEnd;
    this.#at = recordEnd;
  }

  /** A zigzag integer of up to 32 bits. Nearly all have one or two bytes. */
  #varint(): number {
    const bytes = this.bytes;
    const at = this.#at;
    const first = bytes[at]!;
    if (first < 0x80) {
      this.#at = at + 1;
      return (first >>> 1) ^ -(first & 1);
    }
    const second = bytes[at + 1]!;
    if (second < 0x80) {
      this.#at = at + 2;
      const raw = (first & 0x7f) | (second << 7);
      return (raw >>> 1) ^ -(raw & 1);
    }
    return this.#longVarint();
  }

  #longVarint(): number {
    const bytes = this.bytes;
    let raw = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[this.#at++]!;
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1);
    }
    return this.#fail('an integer of more than 32 bits');
  }

  /** A zigzag integer of up to 64 bits; exact up to 2^53, which is enough for a time. */
  #varlong(): number {
    const bytes = this.bytes;
    const at = this.#at;
    const first = bytes[at]!;
    if (first < 0x80) {
      this.#at = at + 1;
      return (first >>> 1) ^ -(first & 1);
    }
    const second = bytes[at + 1]!;
    if (second < 0x80) {
      this.#at = at + 2;
      const raw = (first & 0x7f) | (second << 7);
      return (raw >>> 1) ^ -(raw & 1);
    }
    return this.#longVarlong();
  }

  #longVarlong(): number {
    const bytes = this.bytes;
    let half = 0;
    let odd = 0;
    // The lowest bit is the sign; the others are summed as a double, which has no 32-bit edge.
    for (let i = 0; i < 10; i++) {
      const byte = bytes[this.#at++]!;
      if (i === 0) {
        odd = byte & 1;
        half = (byte & 0x7f) >>> 1;
      } else {
        half += (byte & 0x7f) * 2 ** (7 * i - 1);
      }
      if (byte < 0x80) return odd === 0 ? half : -half - 1;
    }
    return this.#fail('an integer of more than 64 bits');
  }

  /** Reads a length and passes over as many bytes within the record; -1 is null, where that may be. */
  #lengthThenStart(nullable: boolean): number {
    const length = this.#varint();
    const start = this.#at;
    if (length < 0) {
      if (nullable && length === -1) return -1;
      throw this.#corrupt(`a header length of ${length}`);
    }
    this.#at = start + length;
    if (this.#at > this.#recordEnd) throw this.#corrupt('a header is longer than the record');
    return start;
  }

  /** Leaves `offsetDelta` after the last good record, so that whoever catches this knows where to stop. */
  #fail(what: string): never {
    this.offsetDelta = Math.max(this.offsetDelta + 1, 0);
    throw this.#corrupt(what);
  }

  #corrupt(what: string): SluiceError {
    const { topic, partition, start } = this.#place;
    const offset = start + BigInt(this.offsetDelta);
    return new SluiceError(
      'BATCH_CORRUPT',
      `topic ${topic}, partition ${partition}: a batch at or after offset ${offset} does not hold what its lengths say (${what})`,
    );
  }
}
