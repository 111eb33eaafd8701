import type { SluiceError } from '../../../../shared/errors.ts';
import {
  type Chunk,
  type Ownership,
  partitionKey,
  type TopicPartition,
} from '../../../../shared/record.ts';
import type { PartitionBounds } from '../port.ts';
import type { HeldAnswer } from './held-answer.ts';
import { createChunk } from '../record-batch/create-chunk.ts';
import { freeDecompressed } from '../../../../shared/free-decompressed.ts';
import type { RecordSetReader, TakenBatches } from '../record-batch/record-set-reader.ts';

/** A partition's part of an answer. */
interface HeldRecords {
  readonly reader: RecordSetReader;
  readonly answer: HeldAnswer;
  /** They have been read to their end. */
  readonly done: () => void;
}

/** A partition as it stood when it was asked for. */
export interface AskedPartition {
  readonly state: PartitionFetch;
  readonly offset: bigint;
  /** Another one now: sought, reset or assigned anew in between, so the answer is void. */
  readonly token: number;
}

/** How long a leader's advice to read from another replica holds: as long as Java's client keeps its metadata. */
const preferredReplicaMs = 300_000;
/** How long the leader itself is asked after another replica has disappointed. */
const leaderOnlyMs = 30_000;

/**
 * One assigned partition on its way through the loop.
 *
 * Waiting (no position) → `seek` → fetchable → asked → answered: its batches are held, and it is fetchable again at
 * once, from behind them. It rests, not fetchable, while paused, backing off, out of range (until the host has
 * decided), failed (until sought or assigned anew), or when what is held is damaged in a way that hides where to go on.
 */
export class PartitionFetch implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly ownership: Ownership;
  paused: boolean = false;
  /** The lowest of those that can be fetched is asked for first. */
  turn: number;
  /** Taken since its last turn was passed. */
  turnBytes: number = 0;
  /** Thrown to whoever asks for chunks. */
  failure: SluiceError | null = null;
  /** The host is being asked what to do about an out-of-range position. */
  deciding: boolean = false;
  restUntilMs: number = 0;
  /** Failed tries in a row; answers without an error set it to 0. */
  attempts: number = 0;
  /** Times in a row that the batch at the position was damaged. */
  damagedAttempts: number = 0;
  bounds: PartitionBounds | null = null;
  boundsAtMs: number = 0;

  #position: bigint | null = null;
  #fetchPosition: bigint | null = null;
  #token: number = 0;
  #askedToken: number = -1;
  #held: HeldRecords[] = [];
  #preferred: { readonly nodeId: number; readonly untilMs: number } | null = null;
  #leaderOnlyUntilMs: number = 0;

  constructor(ownership: Ownership, { topic, partition }: TopicPartition, turn: number) {
    this.turn = turn;
    this.topic = topic;
    this.partition = partition;
    this.key = partitionKey(topic, partition);
    this.ownership = ownership;
  }

  /** Begins anew at this position: what is held or under way for another one is void. */
  seek(offset: bigint): void {
    this.failure = null;
    this.deciding = false;
    this.restUntilMs = 0;
    this.attempts = 0;
    this.damagedAttempts = 0;
    this.#restart(offset);
  }

  /** Fetches again from where the last chunk ended. */
  refetch(): void {
    this.#restart(this.#position);
  }

  /** No longer ours. */
  drop(): void {
    this.#restart(null);
  }

  #restart(offset: bigint | null): void {
    this.#token++;
    for (const { done } of this.#held) done();
    this.#held = [];
    this.#position = offset;
    this.#fetchPosition = offset;
  }

  get fetchable(): boolean {
    return (
      this.#fetchPosition !== null &&
      !this.paused &&
      !this.deciding &&
      this.failure === null &&
      this.#askedToken !== this.#token
    );
  }

  get held(): readonly HeldRecords[] {
    return this.#held;
  }

  /** Marks it as asked for. Only while fetchable. */
  ask(): AskedPartition {
    this.#askedToken = this.#token;
    return { state: this, offset: this.#fetchPosition ?? 0n, token: this.#token };
  }

  /** Takes note that the request is over; false where its answer is void. */
  answered(asked: AskedPartition): boolean {
    if (!this.isCurrent(asked)) return false;
    this.#askedToken = -1;
    return true;
  }

  isCurrent({ token }: AskedPartition): boolean {
    return token === this.#token;
  }

  hold(reader: RecordSetReader, answer: HeldAnswer): void {
    this.#held.push({ reader, answer, done: answer.use() });
    this.#fetchPosition = reader.next;
  }

  /**
   * The next chunk of what is held, of about so many decompressed bytes; null where nothing is.
   * @throws {SluiceError} as `RecordSetReader.take`
   */
  take(targetBytes: number): Chunk | null {
    const start = this.#position;
    if (start === null) return null;
    for (let first = this.#held[0]; first !== undefined; first = this.#held[0]) {
      const { reader, answer } = first;
      const taken = reader.take(start, targetBytes);
      const release = taken === null ? undefined : releaseOf(taken, answer);
      if (reader.remainingBytes === 0 || taken === null) {
        this.#held.shift();
        first.done();
      }
      if (taken === null) continue;
      this.#position = taken.next;
      this.damagedAttempts = 0;
      return createChunk(this, this.ownership, start, taken, release);
    }
    return null;
  }

  /** Whom to ask now: the replica that the leader advised, as long as that holds, else the leader. */
  replicaToAsk(leader: number | null, nowMs: number): number | null {
    if (this.#preferred !== null && this.#preferred.untilMs <= nowMs) this.#preferred = null;
    return this.#preferred?.nodeId ?? leader;
  }

  prefer(nodeId: number, nowMs: number): void {
    this.#preferred = { nodeId, untilMs: nowMs + preferredReplicaMs };
  }

  /** Back to the leader, who for a while is asked so that it does not pass us on again. */
  insistOnLeader(nowMs: number): void {
    this.#preferred = null;
    this.#leaderOnlyUntilMs = nowMs + leaderOnlyMs;
  }

  leaderOnly(nowMs: number): boolean {
    return nowMs < this.#leaderOnlyUntilMs;
  }
}

/** What is to be done when nobody reads these batches any more. */
function releaseOf({ runs }: TakenBatches, answer: HeldAnswer): () => void {
  const decompressed = runs.filter(({ bytes }) => bytes !== answer.body);
  const done = decompressed.length < runs.length ? answer.use() : null;
  return () => {
    done?.();
    for (const { bytes } of decompressed) freeDecompressed(bytes);
  };
}
