import { type SluiceError, toSluiceError } from '../errors.ts';
import {
  type Chunk,
  type Ownership,
  partitionKey,
  type RecordCursor,
  type TopicPartition,
} from '../record.ts';
import type { CutReason, Emit } from '../telemetry/events.ts';
import type { Budget } from './budget.ts';
import type { Destination } from './destination.ts';
import { Epoch } from './epoch.ts';
import { Lane } from './lane.ts';
import type { Program } from './program/program.ts';
import type { Publisher } from './publisher.ts';

/** The end of an epoch whose objects are all stored: what may be committed now. */
export interface PublishedEpoch extends TopicPartition {
  readonly ownership: Ownership | null;
  readonly first: bigint;
  readonly next: bigint;
  readonly records: number;
}

export interface SourceEngineOptions {
  readonly source: string;
  readonly program: Program;
  readonly destinations: readonly Destination[];
  /** Age at which an epoch ends: the shortest timeout of the sinks. */
  readonly maxAgeMs: number;
  readonly budget: Budget;
  readonly publisher: Publisher;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Called in order of offsets for each partition. */
  readonly onPublished: (epoch: PublishedEpoch) => void;
  /** What cannot heal; nothing more is published after it. */
  readonly onFatal: (error: SluiceError) => void;
}

/** Takes the chunks of one source, turns them into epochs and has these published, partition by partition. */
export class SourceEngine {
  readonly #options: SourceEngineOptions;
  readonly #lanes = new Map<string, Lane>();
  #publishing = new Set<Promise<void>>();
  #held = false;

  constructor(options: SourceEngineOptions) {
    this.#options = options;
  }

  /**
   * While the group decides who gets the partitions: open epochs are not ended by age or memory any more. What is
   * stored now might be too late to be committed, and would be stored again by the next owner.
   */
  get held(): boolean {
    return this.#held;
  }

  hold(): void {
    this.#held = true;
  }

  /** The partitions are given out. */
  goOn(): void {
    this.#held = false;
  }

  lane(at: TopicPartition): Lane | undefined {
    return this.#lanes.get(partitionKey(at.topic, at.partition));
  }

  lanes(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  /** Begins a partition anew at a position; what an earlier assignment left open is dropped. */
  assign(at: TopicPartition, ownership: Ownership | null, position: bigint): void {
    this.release(at);
    const lane = new Lane(at, ownership, position);
    this.#lanes.set(lane.key, lane);
  }

  /** The partition is no longer ours: nothing more of it is published. */
  release(at: TopicPartition): void {
    const key = partitionKey(at.topic, at.partition);
    this.#lanes.get(key)?.release();
    this.#lanes.delete(key);
  }

  /**
   * Processes the whole chunk now. False where it is not the continuation of what was taken before: fetched under an
   * older assignment, or from another position. The caller seeks or drops it.
   * @throws {SluiceError} RECORD_REJECTED where the pipeline says that a bad record stops it
   */
  accept(chunk: Chunk): boolean {
    const lane = this.#lanes.get(partitionKey(chunk.topic, chunk.partition));
    if (lane === undefined || lane.position !== chunk.start) return false;
    if (lane.ownership?.assignment !== chunk.ownership?.assignment) return false;
    const cursor = chunk.cursor();
    let records = 0;
    let epoch = this.#openEpoch(lane);
    const { program } = this.#options;
    program.bind(epoch, chunk);
    try {
      while (cursor.next()) {
        if (epoch.full !== null) {
          this.#cutAt(lane, chunk.start + BigInt(cursor.offsetDelta), epoch.full);
          epoch = this.#openEpoch(lane);
          program.bind(epoch, chunk);
        }
        program.run(cursor);
        takeRecord(epoch, cursor);
        records++;
      }
    } catch (thrown) {
      // the epoch ends in front of the record that stopped us, so that what came before it can be committed
      epoch.next = chunk.start + BigInt(cursor.offsetDelta);
      lane.position = epoch.next;
      throw thrown;
    }
    epoch.next = chunk.next;
    lane.position = chunk.next;
    this.#options.emit({
      name: 'chunk_received',
      source: this.#options.source,
      topic: chunk.topic,
      partition: chunk.partition,
      records,
      bytes: chunk.byteLength,
    });
    program.report(chunk);
    if (epoch.full !== null) this.#cutAt(lane, chunk.next, epoch.full);
    return true;
  }

  /**
   * Goes on at another position, after what is open: the records between are gone from the broker. The jump is an
   * epoch without records, so that the new position is committed in its turn.
   */
  jump(lane: Lane, position: bigint): void {
    this.cut(lane, 'reset');
    this.#openEpoch(lane);
    this.#cutAt(lane, position, 'reset');
  }

  /** Ends the open epochs that are older than the shortest timeout. */
  cutAged(): void {
    if (this.#held) return;
    const before = this.#options.clock() - this.#options.maxAgeMs;
    for (const lane of this.#lanes.values()) {
      if (lane.open !== null && lane.open.openedAtMs <= before) this.cut(lane, 'age');
    }
  }

  cutAll(reason: CutReason): void {
    for (const lane of this.#lanes.values()) this.cut(lane, reason);
  }

  cut(lane: Lane, reason: CutReason): void {
    if (lane.open !== null) this.#cutAt(lane, lane.open.next, reason);
  }

  /** Resolves when nothing that was cut is waiting to be published. */
  async settled(): Promise<void> {
    while (this.#publishing.size > 0) await Promise.all(this.#publishing);
  }

  #openEpoch(lane: Lane): Epoch {
    if (lane.open !== null) return lane.open;
    const { destinations, budget, clock } = this.#options;
    lane.open = new Epoch(lane, lane.position, lane.ownership, clock(), destinations, budget);
    return lane.open;
  }

  #cutAt(lane: Lane, next: bigint, reason: CutReason): void {
    const epoch = lane.open;
    if (epoch === null) return;
    epoch.next = next;
    epoch.close();
    lane.open = null;
    lane.position = next;
    lane.queue.push(epoch);
    this.#options.emit({
      name: 'epoch_cut',
      source: this.#options.source,
      topic: lane.topic,
      partition: lane.partition,
      reason,
      records: epoch.records,
      ageMs: this.#options.clock() - epoch.openedAtMs,
    });
    if (lane.queue.length === 1) this.#startPublishing(lane);
  }

  #startPublishing(lane: Lane): void {
    const running = this.#publishQueue(lane)
      .catch((thrown: unknown) => this.#options.onFatal(toSluiceError(thrown)))
      .finally(() => this.#publishing.delete(running));
    this.#publishing.add(running);
  }

  /** One epoch of a partition after the other, so that their ends come out in order. */
  async #publishQueue(lane: Lane): Promise<void> {
    for (let epoch = lane.queue[0]; epoch !== undefined; epoch = lane.queue[0]) {
      const stored = await this.#options.publisher.publish(epoch, lane.released);
      if (!stored) {
        epoch.discard(false);
        return;
      }
      epoch.discard(true);
      lane.queue.shift();
      this.#options.onPublished({
        topic: lane.topic,
        partition: lane.partition,
        ownership: epoch.ownership,
        first: epoch.first,
        next: epoch.next,
        records: epoch.records,
      });
    }
  }
}

function takeRecord(epoch: Epoch, cursor: RecordCursor): void {
  epoch.records++;
  const { timestampMs } = cursor;
  if (timestampMs >= 0 && timestampMs < epoch.oldestTimestampMs) {
    epoch.oldestTimestampMs = timestampMs;
  }
}
