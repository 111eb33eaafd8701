import { crc32c } from '@platformatic/wasm-utils/bundled';
import { SluiceError } from '../../../../shared/errors.ts';
import type { TopicPartition } from '../../../../shared/record.ts';
import { AbortedTransactionFilter, type AbortedTransaction } from './aborted-transactions.ts';
import {
  batchEnd,
  batchHeaderBytes,
  batchMagic,
  type BatchHeader,
  crcStart,
  lengthPrefixBytes,
  offsetAfterBatch,
  readBatchHeader,
} from './batch-header.ts';
import { codecNames, decompress, maxDecompressedBytes } from './decompress.ts';
import { BatchRecordCursor, type RecordRun } from './record-cursor.ts';

/** Some batches of a record set, ready for a cursor. */
export interface TakenBatches {
  readonly runs: readonly RecordRun[];
  /** The offset after the last of the batches, whether or not a record of theirs is left. */
  readonly next: bigint;
  /** Bytes of the runs: the decompressed ones, or the slices of the answer. */
  readonly byteLength: number;
}

/**
 * Takes the batches of one partition's record set apart, in place and a few at a time, so that no more of them is
 * decompressed than is wanted now. Control batches and aborted transactions give no run, but move the position. What
 * the broker cut off at the end (it fills an answer to the byte) is left alone: the next fetch brings it whole.
 */
export class RecordSetReader {
  /** The offset after the last whole batch, as the headers say; null where there is none, or where they make no sense. */
  readonly next: bigint | null;

  readonly #place: TopicPartition;
  readonly #bytes: Buffer;
  readonly #filter: AbortedTransactionFilter;
  /** What is whole; where a header makes no sense everything, so that `take` comes upon it. */
  readonly #end: number;
  #at: number;
  /** No batch may begin below it. */
  #after: bigint = 0n;

  constructor(
    place: TopicPartition,
    bytes: Buffer,
    start: number,
    end: number,
    aborted: readonly AbortedTransaction[],
  ) {
    this.#place = place;
    this.#bytes = bytes;
    this.#at = start;
    this.#filter = new AbortedTransactionFilter(aborted);
    const survey = surveyBatches(bytes, start, end);
    this.#end = survey.end;
    this.next = survey.next;
  }

  /** Bytes of the answer not yet taken. */
  get remainingBytes(): number {
    return this.#end - this.#at;
  }

  /**
   * The next batches, at least one, up to about `targetBytes` when decompressed; null after the last.
   * @param start the position that deltas are counted from
   * @throws {SluiceError} BATCH_CORRUPT (wrong CRC, damaged compression), KAFKA_UNSUPPORTED (old format, unknown codec);
   *   what lies before the batch is handed out first
   */
  take(start: bigint, targetBytes: number): TakenBatches | null {
    const runs: RecordRun[] = [];
    let next = start;
    let byteLength = 0;
    // Batches that give no run cost their CRC all the same.
    let handledBytes = 0;
    while (this.#at < this.#end && (next === start || handledBytes < targetBytes)) {
      try {
        const batch = this.#checkedHeader();
        const after = batch.baseOffset + BigInt(batch.lastOffsetDelta) + 1n;
        if (
          after > start &&
          !this.#filter.drops(batch, (control) => this.#isAbortMarker(control))
        ) {
          const run = this.#run(batch, start);
          runs.push(run);
          byteLength += run.end - run.start;
        }
        if (after > next) next = after;
        this.#after = after;
        handledBytes = Math.max(handledBytes + batch.end - batch.start, byteLength);
        this.#at = batch.end;
      } catch (error) {
        if (next > start) break;
        throw error;
      }
    }
    return next > start ? { runs, next, byteLength } : null;
  }

  #checkedHeader(): BatchHeader {
    const bytes = this.#bytes;
    const start = this.#at;
    const end = batchEnd(bytes, start);
    const offset = bytes.readBigInt64BE(start);
    const magic = end < 0 ? 2 : batchMagic(bytes, start);
    if (magic === 0 || magic === 1) {
      throw new SluiceError(
        'KAFKA_UNSUPPORTED',
        `${this.#where(offset)} is in message format ${magic}, from before Kafka 0.11; format 2 is read`,
      );
    }
    if (magic !== 2 || end > this.#end || end - start < batchHeaderBytes) {
      throw this.#corrupt(offset, `format ${magic} and length ${bytes.readInt32BE(start + 8)}`);
    }
    const batch = readBatchHeader(bytes, start, end);
    const crc = crc32c(bytes.subarray(start + crcStart, end));
    if (crc !== batch.crc) {
      throw this.#corrupt(offset, `CRC32C is ${hex(crc)}, its header says ${hex(batch.crc)}`);
    }
    if (batch.lastOffsetDelta < 0 || batch.recordCount < 0) {
      throw this.#corrupt(
        offset,
        `${batch.recordCount} records, last offset delta ${batch.lastOffsetDelta}`,
      );
    }
    if (batch.baseOffset < this.#after) {
      throw this.#corrupt(offset, `the batch before it ends at ${this.#after - 1n}`);
    }
    return batch;
  }

  #run(batch: BatchHeader, start: bigint): RecordRun {
    const { codec } = batch;
    let bytes = this.#bytes;
    let from = batch.start + batchHeaderBytes;
    let to = batch.end;
    if (codec !== 0) {
      if (codec >= codecNames.length) {
        throw new SluiceError(
          'KAFKA_UNSUPPORTED',
          `${this.#where(batch.baseOffset)} is compressed with codec ${codec}; known are 0 to 4 (${codecNames.join(', ')})`,
        );
      }
      bytes = this.#decompress(batch, bytes.subarray(from, to));
      from = 0;
      to = bytes.length;
    }
    return {
      bytes,
      start: from,
      end: to,
      recordCount: batch.recordCount,
      baseDelta: Number(batch.baseOffset - start),
      lastOffsetDelta: batch.lastOffsetDelta,
      firstTimestampMs: batch.firstTimestampMs,
      appendTimestampMs: batch.logAppendTime ? batch.maxTimestampMs : null,
    };
  }

  #decompress(batch: BatchHeader, input: Buffer): Buffer {
    // A batch that compaction has emptied says its codec, but holds nothing.
    if (batch.recordCount === 0) return input.subarray(0, 0);
    const name = codecNames[batch.codec] ?? '';
    try {
      return decompress(batch.codec, input, maxDecompressedBytes);
    } catch (error) {
      const what =
        error instanceof RangeError
          ? `${input.length} bytes of ${name} become more than the ${maxDecompressedBytes} that a batch may have`
          : `${input.length} bytes of ${name} can't be decompressed`;
      throw this.#corrupt(batch.baseOffset, what, error);
    }
  }

  /** The key of a control record says what it is: its own version, then 0 for abort or 1 for commit, 16 bits each. */
  #isAbortMarker(batch: BatchHeader): boolean {
    const place = { ...this.#place, start: batch.baseOffset };
    const cursor = new BatchRecordCursor(place, [this.#run(batch, batch.baseOffset)]);
    if (!cursor.next() || cursor.keyEnd - cursor.keyStart < 4) return false;
    return cursor.bytes.readInt16BE(cursor.keyStart + 2) === 0;
  }

  #where(offset: bigint): string {
    return `topic ${this.#place.topic}, partition ${this.#place.partition}: the batch at offset ${offset}`;
  }

  #corrupt(offset: bigint, what: string, cause?: unknown): SluiceError {
    return new SluiceError('BATCH_CORRUPT', `${this.#where(offset)} is damaged: ${what}`, {
      cause,
    });
  }
}

/** Finds the end of the last whole batch, by the lengths alone. */
function surveyBatches(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly end: number; readonly next: bigint | null } {
  let at = start;
  let last = -1;
  while (end - at > lengthPrefixBytes + 4) {
    const batchTo = batchEnd(bytes, at);
    if (batchTo > end) break;
    if (batchTo < 0 || batchMagic(bytes, at) !== 2 || batchTo - at < batchHeaderBytes) {
      return { end, next: null };
    }
    last = at;
    at = batchTo;
  }
  return { end: at, next: last < 0 ? null : offsetAfterBatch(bytes, last) };
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
