import { SluiceError } from '../../../../shared/errors.ts';
import type { TopicPartition } from '../../../../shared/record.ts';
import type { AbortedTransaction } from '../record-batch/aborted-transactions.ts';

/** One partition's part of an answer; its records lie between `recordsStart` and `recordsEnd` of the answer's body. */
export interface PartitionAnswer extends TopicPartition {
  readonly errorCode: number;
  /** -1n where the broker does not know it; so are the two below. */
  readonly highWatermark: bigint;
  readonly lastStable: bigint;
  readonly logStart: bigint;
  readonly aborted: readonly AbortedTransaction[];
  /** The replica that the leader wants asked instead (KIP-392); -1: itself. */
  readonly preferredReplica: number;
  readonly recordsStart: number;
  readonly recordsEnd: number;
}

export interface DecodedFetchAnswer {
  /** How long the broker wants not to be asked. */
  readonly throttleMs: number;
  readonly errorCode: number;
  readonly partitions: readonly PartitionAnswer[];
}

/**
 * Reads the body of a Fetch answer of version 11; the records are left where they are.
 * @throws {SluiceError} KAFKA_PROTOCOL where it ends before its own lengths do
 */
export function decodeFetchAnswer(body: Buffer): DecodedFetchAnswer {
  try {
    return new AnswerReader(body).answer();
  } catch (cause) {
    throw new SluiceError(
      'KAFKA_PROTOCOL',
      `a fetch answer of ${body.length} bytes does not hold what its lengths say`,
      { cause },
    );
  }
}

class AnswerReader {
  readonly #body: Buffer;
  #at: number = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  answer(): DecodedFetchAnswer {
    const throttleMs = this.#int32();
    const errorCode = this.#int16();
    // The fetch session, which is not used.
    this.#int32();
    const partitions: PartitionAnswer[] = [];
    for (let topics = this.#int32(); topics > 0; topics--) {
      const topic = this.#string();
      for (let count = this.#int32(); count > 0; count--) partitions.push(this.#partition(topic));
    }
    return { throttleMs, errorCode, partitions };
  }

  #partition(topic: string): PartitionAnswer {
    const partition = this.#int32();
    const errorCode = this.#int16();
    const highWatermark = this.#int64();
    const lastStable = this.#int64();
    const logStart = this.#int64();
    const aborted: AbortedTransaction[] = [];
    for (let count = this.#int32(); count > 0; count--) {
      aborted.push({ producerId: this.#int64(), firstOffset: this.#int64() });
    }
    const preferredReplica = this.#int32();
    // -1: null, as empty as 0.
    const size = Math.max(0, this.#int32());
    const recordsStart = this.#at;
    const recordsEnd = this.#skip(size);
    return {
      topic,
      partition,
      errorCode,
      highWatermark,
      lastStable,
      logStart,
      aborted,
      preferredReplica,
      recordsStart,
      recordsEnd,
    };
  }

  #int16(): number {
    const at = this.#at;
    this.#at += 2;
    return this.#body.readInt16BE(at);
  }

  #int32(): number {
    const at = this.#at;
    this.#at += 4;
    return this.#body.readInt32BE(at);
  }

  #int64(): bigint {
    const at = this.#at;
    this.#at += 8;
    return this.#body.readBigInt64BE(at);
  }

  #string(): string {
    const length = this.#int16();
    const start = this.#at;
    return this.#body.toString('utf8', start, this.#skip(length));
  }

  #skip(size: number): number {
    const end = this.#at + size;
    if (size < 0 || end > this.#body.length) throw new RangeError(`${size} bytes at ${this.#at}`);
    this.#at = end;
    return end;
  }
}
