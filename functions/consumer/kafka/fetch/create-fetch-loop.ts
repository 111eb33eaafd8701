import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { toSluiceError } from '../../../../shared/errors.ts';
import {
  type Chunk,
  type Ownership,
  partitionKey,
  type TopicPartition,
} from '../../../../shared/record.ts';
import type { CreateFetchLoop, FetchLoop } from '../broker-requests.ts';
import type { PartitionBounds } from '../port.ts';
import { AnswerHandler } from './answer-handler.ts';
import { BrokerFetches } from './broker-fetches.ts';
import { refetchDamaged } from './damaged-batch.ts';
import { OutOfRange } from './out-of-range.ts';
import type { HeldAnswer } from './held-answer.ts';
import { PartitionFetch } from './partition-fetch.ts';
import { WakeUp } from './wake-up.ts';

/**
 * Decompressed bytes of one chunk, exceeded only by a single batch: the engine works through a chunk without a pause,
 * 512 KiB in about 5 ms, and what a chunk itself costs is lost in that.
 */
const chunkBytes = 512 * 1024;
/** Bytes of all chunks that one call of `chunks` delivers, about: they are decompressed together. */
const deliveryBytes = 2 * 1024 * 1024;
/** A turn ends here at the latest: of a partition whose records are all dropped no epoch grows to its limit. */
const longestTurnBytes = 256 * 1024 * 1024;

/** Makes the loop; it does nothing until partitions are assigned and sought. */
export const createFetchLoop: CreateFetchLoop = (options) => new PartitionLoop(options);

class PartitionLoop implements FetchLoop {
  readonly #options: Parameters<CreateFetchLoop>[0];
  /** In the order of their last chunk, the oldest first: so they are delivered. */
  readonly #partitions = new Map<string, PartitionFetch>();
  readonly #fetches: BrokerFetches;
  readonly #wakeUp = new WakeUp();
  #turns = 0;
  #ownership: Ownership | null = null;
  #closed = false;

  constructor(options: Parameters<CreateFetchLoop>[0]) {
    this.#options = options;
    const { requests, onRetry } = options;
    const outOfRange = new OutOfRange(requests, options.onOutOfRange, onRetry);
    const onChange = (): void => {
      this.#fetches.schedule();
      this.#wakeUp.wake();
    };
    this.#fetches = new BrokerFetches({
      ...options,
      answers: new AnswerHandler({ requests, outOfRange, onRetry, onChange }),
      partitions: () =>
        this.#partitions
          .values()
          .toArray()
          .toSorted((a, b) => a.turn - b.turn),
      onAnswer: () => this.#wakeUp.wake(),
    });
  }

  assign(ownership: Ownership, partitions: readonly TopicPartition[]): void {
    this.revoke([...this.#partitions.values()]);
    this.#ownership = ownership;
    for (const at of partitions) {
      const state = new PartitionFetch(ownership, at, this.#turns++);
      this.#partitions.set(state.key, state);
    }
  }

  revoke(partitions: readonly TopicPartition[]): void {
    for (const state of this.#known(partitions)) {
      state.drop();
      this.#partitions.delete(state.key);
    }
    this.#fetches.schedule();
  }

  seek(ownership: Ownership, at: TopicPartition, offset: bigint): boolean {
    const state = this.#partitions.get(partitionKey(at.topic, at.partition));
    if (state === undefined || !isSame(ownership, this.#ownership)) return false;
    state.seek(offset);
    this.#fetches.schedule();
    return true;
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const state of this.#known(partitions)) state.paused = true;
    this.#fetches.schedule();
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const state of this.#known(partitions)) state.paused = false;
    this.#fetches.schedule();
    this.#wakeUp.wake();
  }

  passTurn(at: TopicPartition): void {
    for (const state of this.#known([at])) this.#endTurn(state);
  }

  async chunks(signal: AbortSignal): Promise<Chunk[]> {
    // Who takes chunk after chunk must not keep heartbeats and answers waiting.
    await nextTurn();
    while (!this.#closed && !signal.aborted) {
      this.#throwFailure();
      const chunks = this.#deliver();
      if (chunks.length > 0) {
        this.#fetches.schedule();
        return chunks;
      }
      this.#throwFailure();
      await this.#wakeUp.sleep(signal);
    }
    return [];
  }

  heldBytes(): number {
    const answers = new Set<HeldAnswer>();
    for (const state of this.#partitions.values()) {
      for (const { answer } of state.held) answers.add(answer);
    }
    let bytes = 0;
    for (const { byteLength } of answers) bytes += byteLength;
    return bytes;
  }

  lastBounds(topic: string, partition: number, maxAgeMs: number): PartitionBounds | undefined {
    const state = this.#partitions.get(partitionKey(topic, partition));
    if (!state?.bounds || performance.now() - state.boundsAtMs > maxAgeMs) return undefined;
    return state.bounds;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.revoke([...this.#partitions.values()]);
    this.#wakeUp.wake();
    await this.#fetches.close();
  }

  #endTurn(state: PartitionFetch): void {
    state.turn = this.#turns++;
    state.turnBytes = 0;
  }

  /** One chunk of each partition that holds something, those first that waited longest, until it is enough. */
  #deliver(): Chunk[] {
    const chunks: Chunk[] = [];
    let bytes = 0;
    for (const state of this.#partitions.values().toArray()) {
      if (state.paused || state.held.length === 0) continue;
      const chunk = this.#take(state);
      if (chunk === null) continue;
      this.#partitions.delete(state.key);
      this.#partitions.set(state.key, state);
      chunks.push(chunk);
      bytes += chunk.byteLength;
      state.turnBytes += chunk.byteLength;
      if (state.turnBytes >= longestTurnBytes) this.#endTurn(state);
      if (bytes >= deliveryBytes) break;
    }
    return chunks;
  }

  #take(state: PartitionFetch): Chunk | null {
    try {
      return state.take(chunkBytes);
    } catch (thrown) {
      const error = toSluiceError(thrown);
      if (error.code === 'BATCH_CORRUPT') refetchDamaged(state, error, this.#options.onRetry);
      else state.failure = error;
      this.#fetches.schedule();
      return null;
    }
  }

  #throwFailure(): void {
    for (const { failure } of this.#partitions.values()) if (failure !== null) throw failure;
  }

  #known(partitions: readonly TopicPartition[]): PartitionFetch[] {
    const known: PartitionFetch[] = [];
    for (const { topic, partition } of partitions) {
      const state = this.#partitions.get(partitionKey(topic, partition));
      if (state !== undefined) known.push(state);
    }
    return known;
  }
}

function isSame(a: Ownership, b: Ownership | null): boolean {
  return (
    b !== null &&
    a.memberId === b.memberId &&
    a.generation === b.generation &&
    a.assignment === b.assignment
  );
}
