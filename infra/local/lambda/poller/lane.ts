import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../../../shared/errors.ts';
import type { Outcome } from '../invoke-emulator.ts';
import type { LocalFunction } from '../start-function.ts';
import { type FaultOptions, Faults } from './faults.ts';
import { type Batch, batchOf, type BatchLimits, fillBatch } from './fill-batch.ts';
import { invokeWithFaults } from './invoke-with-faults.ts';
import { failedOf } from './read-answer.ts';
import type { QueuedRecord } from './record-queues.ts';
import type { TopicReader } from './topic-reader.ts';

export interface LaneOptions {
  readonly target: Pick<LocalFunction, 'invoke'>;
  readonly number: number;
  readonly partitions: readonly number[];
  readonly reader: TopicReader;
  readonly topic: string;
  readonly bootstrapServers: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly maxBytes: number;
  readonly reportsItems: boolean;
  readonly bisects?: boolean;
  readonly maxAttempts?: number;
  /** Before the first retry, doubled at each further one up to a second; 20. */
  readonly retryDelayMs?: number;
  readonly faults?: FaultOptions;
  readonly signal: AbortSignal;
}

/** What has happened so far. */
export interface LaneCounts {
  readonly invocations: number;
  /** Committed. */
  readonly records: number;
  /** Batches that came again, as a whole or in part. */
  readonly retries: number;
  /** Retries that had more records than before. */
  readonly grown: number;
  /** Retries that had fewer, as they were read anew; the others come after them. */
  readonly shrunk: number;
  /** Batches that were cut in two. */
  readonly bisected: number;
  /** Records that came again alone, as the function had named them. */
  readonly itemsReported: number;
  readonly throttled: number;
  readonly crashed: number;
  readonly answersLost: number;
  readonly partitionsReported: number;
}

/** Beyond the longest window. */
const stuckAfterMs = 360_000;

/** The partitions that one invocation after the other is made of. What fails comes again before anything that follows. */
export class Lane {
  readonly counts: { -readonly [Name in keyof LaneCounts]: number } = {
    invocations: 0,
    records: 0,
    retries: 0,
    grown: 0,
    shrunk: 0,
    bisected: 0,
    itemsReported: 0,
    throttled: 0,
    crashed: 0,
    answersLost: 0,
    partitionsReported: 0,
  };
  readonly #options: LaneOptions;
  readonly #limits: BatchLimits;
  readonly #faults: Faults;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#limits = { ...options, atMost: options.batchSize };
    this.#faults = new Faults(options.faults ?? null, options.number, options.reportsItems);
  }

  /** Ends when all is committed, or the signal says so. */
  async run(): Promise<void> {
    const { partitions, signal, reader } = this.#options;
    while (await this.#isReady()) {
      const atMost = this.#faults.cut(this.#limits.atMost);
      const first = fillBatch(reader.queues, partitions, { ...this.#limits, atMost });
      const pieces = [first];
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        const halves = await this.#deliver(piece, pieces.length === 0);
        if (signal.aborted) return;
        pieces.unshift(...halves);
      }
    }
  }

  /** Waits for a full batch, the end of its window, or the end of the topic; false: there is nothing any more. */
  async #isReady(): Promise<boolean> {
    const { partitions, signal, reader, batchSize, maxBytes, windowMs } = this.#options;
    const { queues } = reader;
    let openedAt: number | null = null;
    const startedAt = performance.now();
    while (!signal.aborted) {
      const sizes = partitions.map((partition) => queues.size(partition));
      const records = sizes.reduce((all, size) => all + size.records, 0);
      const byteLength = sizes.reduce((all, size) => all + size.byteLength, 0);
      const isRead = partitions.every((partition) => queues.isRead(partition));
      if (records === 0 && isRead) return false;
      if (records >= batchSize || byteLength >= maxBytes || isRead) return true;
      if (records > 0) openedAt ??= performance.now();
      if (performance.now() - startedAt > stuckAfterMs) throw stuck();
      const leftMs = openedAt === null ? 1_000 : openedAt + windowMs - performance.now();
      if (leftMs <= 0) return true;
      await Promise.race([queues.changed(), sleep(leftMs)]);
    }
    return false;
  }

  /** Invokes until all of the batch is done and committed. @returns its halves where it is to be bisected */
  async #deliver(batch: Batch, mayGrow: boolean): Promise<readonly Batch[]> {
    const { signal, topic, bisects = false, reportsItems } = this.#options;
    const { maxAttempts = 50, retryDelayMs = 20 } = this.#options;
    let current = batch;
    const reached = new Map<number, bigint>();
    for (let attempt = 1; !signal.aborted; attempt++) {
      const outcome = await invokeWithFaults(current, this.#faults, this.counts, this.#options);
      if (outcome === null) return [];
      const failed = failedOf(current.records, topic, outcome, reportsItems);
      const again = failed === 'all' ? current.records : failed;
      await this.#commit(current, again, reached);
      if (again.length === 0) return [];
      if (attempt === maxAttempts) throw givenUp(attempt, outcome);
      this.counts.retries++;
      if (failed === 'all' && bisects && again.length > 1) {
        this.counts.bisected++;
        const middle = Math.ceil(again.length / 2);
        return [again.slice(0, middle), again.slice(middle)].map((half) =>
          batchOf(half, this.#limits),
        );
      }
      if (failed !== 'all') this.counts.itemsReported += failed.length;
      current = this.#next(again, mayGrow, failed === 'all' ? reached : null);
      await sleep(Math.min(1_000, retryDelayMs * 2 ** (attempt - 1)));
    }
    return [];
  }

  /**
   * What is invoked after a failure: the same, or with what has come since behind it, or read anew and cut shorter.
   * @param reached null: it is not all of the batch, and what was done of it would be read anew, too
   */
  #next(
    again: readonly QueuedRecord[],
    mayGrow: boolean,
    reached: Map<number, bigint> | null,
  ): Batch {
    const { reader, partitions } = this.#options;
    if (!mayGrow) return batchOf(again, this.#limits);
    const kept = reached === null ? again.length : this.#faults.kept(again.length);
    if (kept < again.length) {
      const back = again.slice(kept);
      for (const { partition, offset } of back.toReversed()) reached?.set(partition, offset);
      reader.queues.putBack(back);
      this.counts.shrunk++;
      return batchOf(again.slice(0, kept), this.#limits);
    }
    if (!this.#faults.grows()) return batchOf(again, this.#limits);
    const grown = fillBatch(reader.queues, partitions, this.#limits, again);
    if (grown.records.length > again.length) this.counts.grown++;
    return grown;
  }

  /** Of each partition up to its first record that has to come again, or all that the batch had of it. */
  async #commit(
    { records }: Batch,
    again: readonly QueuedRecord[],
    reached: Map<number, bigint>,
  ): Promise<void> {
    const open = new Map<number, bigint>();
    for (const { partition, offset } of again.toReversed()) open.set(partition, offset);
    const firsts = new Map<number, bigint>();
    for (const { partition, offset } of records) {
      if (!firsts.has(partition)) firsts.set(partition, offset);
      // an item that came again alone lies below what was done before
      const known = reached.get(partition) ?? 0n;
      reached.set(partition, offset + 1n > known ? offset + 1n : known);
    }
    for (const [partition, first] of firsts) {
      const next = open.get(partition) ?? reached.get(partition) ?? first;
      if (next > first) await this.#options.reader.commit(partition, next);
    }
    this.counts.records += records.length - again.length;
  }
}

function stuck(): SluiceError {
  return new SluiceError('STUCK', `Kafka has given nothing for ${stuckAfterMs / 1_000} s`);
}

function givenUp(attempts: number, outcome: Outcome): SluiceError {
  const why = outcome.ok
    ? `it answered ${JSON.stringify(outcome.payload).slice(0, 300)}`
    : `${outcome.errorType}: ${outcome.errorMessage.slice(0, 300)}`;
  return new SluiceError(
    'INVOCATION_FAILED',
    `the function has failed ${attempts} times at the same batch; the last time ${why}`,
  );
}
