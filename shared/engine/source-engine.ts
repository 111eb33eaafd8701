import type { SluiceError } from '../errors.ts';
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
import type { Restored, SourceJournals } from './disk/source-journals.ts';
import type { Epoch } from './epoch.ts';
import type { Redo } from './redo.ts';
import type { Span } from './span.ts';
import { type Held, heldPartition, Lane } from './lane.ts';
import type { Program } from './program/program.ts';
import type { SchemaNeeds } from './program/schema-needs.ts';
import { OpenEpochs } from './open-epochs.ts';
import type { OffsetKeeper } from './offset-keeper.ts';
import { PublishLanes } from './publish-lanes.ts';
import type { Publisher } from './publisher.ts';
import { tellOverflow } from './tell-overflow.ts';

export interface SourceEngineOptions {
  readonly source: string;
  /** Whether an epoch is of one partition, or of all that are ours. */
  readonly epochs: 'by partition' | 'shared';
  readonly program: Program;
  readonly destinations: readonly Destination[];
  /** Where rejected records go, each once. */
  readonly deadLetters: readonly Destination[];
  /** Age at which an epoch ends: the shortest timeout of the sinks. */
  readonly maxAgeMs: number;
  readonly budget: Budget;
  /** Where open epochs are kept on disk; null: in memory. */
  readonly journals: SourceJournals | null;
  readonly publisher: Publisher;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** For each partition in order of offsets. */
  readonly offsets: OffsetKeeper;
  /** What cannot heal, and of which partitions; nothing more of these is published after it. */
  readonly onFatal: (error: SluiceError, partitions: readonly TopicPartition[]) => void;
}

/**
 * Takes the chunks of one source, turns them into epochs and has these published, lane by lane. Its length is the hosts'
 * interface to the lanes; what begins, writes down and publishes epochs is in OpenEpochs and PublishLanes.
 */
export class SourceEngine {
  readonly #options: SourceEngineOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #publishing: PublishLanes;
  readonly #epochs: OpenEpochs;
  #onHold = false;

  constructor(options: SourceEngineOptions) {
    this.#options = options;
    this.#epochs = new OpenEpochs(options);
    this.#publishing = new PublishLanes(options);
  }

  /** Where open epochs are kept on disk; null: in memory. */
  get journals(): SourceJournals | null {
    return this.#options.journals;
  }

  /**
   * While the group decides who gets the partitions: open epochs are not ended by age or memory any more. What is
   * stored now might be too late to be committed, and would be stored again by the next owner.
   */
  get onHold(): boolean {
    return this.#onHold;
  }

  hold(): void {
    this.#onHold = true;
  }

  /** The partitions are given out. */
  goOn(): void {
    this.#onHold = false;
  }

  /** How far a partition was taken; undefined where it is not ours. */
  held(at: TopicPartition): Held | undefined {
    const key = partitionKey(at.topic, at.partition);
    return this.#lanes.get(key)?.partitions.get(key);
  }

  partitions(): readonly Held[] {
    return [...this.lanes()].flatMap((lane) => [...lane.partitions.values()]);
  }

  lane(at: TopicPartition): Lane | undefined {
    return this.#lanes.get(partitionKey(at.topic, at.partition));
  }

  /** Whether the partition still has to publish an epoch again that was begun before. */
  isDoingAgain(at: TopicPartition): boolean {
    const lane = this.lane(at);
    return lane !== undefined && (lane.redo !== null || (lane.open?.until ?? null) !== null);
  }

  /** Each once, also where partitions share one. */
  lanes(): ReadonlySet<Lane> {
    return new Set(this.#lanes.values());
  }

  /**
   * Begins a partition anew at a position; what an earlier assignment left open is dropped.
   * @param redo the epoch that begins there and has to be published as its ledger says, before anything else
   */
  assign(
    at: TopicPartition,
    ownership: Ownership | null,
    position: bigint,
    redo: Redo | null = null,
  ): void {
    this.release(at);
    const held = heldPartition(at, ownership, position);
    const shared = this.#options.epochs === 'shared' ? [...this.lanes()][0] : undefined;
    const lane = shared ?? new Lane();
    lane.redo = redo;
    lane.hold(held);
    this.#lanes.set(held.key, lane);
  }

  /**
   * Goes on with an epoch from the disk: to be called right after `assign`, with the same `redo`. Where that is whole
   * already, it is published at once.
   * @returns where reading goes on; null where the epoch is of no use, and all has to be read
   */
  goOnFrom(at: TopicPartition, redo: Redo | null, restored: Restored): bigint | null {
    const lane = this.lane(at);
    const held = this.held(at);
    if (lane === undefined || held === undefined) return null;
    const { deadLetters, destinations } = this.#options;
    const { journal, checkpoint } = restored;
    const epoch = this.#epochs.make(lane, journal.header.openedAtMs, redo, journal);
    const byId = new Map([...destinations, ...deadLetters].map((one) => [one.id, one]));
    if (!epoch.goOn(restored, byId)) {
      epoch.discard(true);
      return null;
    }
    const span = epoch.span(held);
    held.position = BigInt(checkpoint.next);
    span.next = held.position;
    span.records = checkpoint.records;
    lane.redo = null;
    lane.open = epoch;
    if (redo?.next === span.next) this.cut(lane, 'recovered');
    return held.position;
  }

  /** The partition stayed ours over a rejoin: what is open goes on under the new ownership. */
  keep(at: TopicPartition, ownership: Ownership): void {
    const key = partitionKey(at.topic, at.partition);
    this.#lanes.get(key)?.keep(key, ownership);
  }

  /** The partition is no longer ours: nothing more of it is committed. */
  release(at: TopicPartition): void {
    const key = partitionKey(at.topic, at.partition);
    this.#lanes.get(key)?.drop(key);
    this.#lanes.delete(key);
  }

  /**
   * What has to be waited for before the chunk is taken: schemas that its records name and that are not there yet. Null:
   * nothing. To be asked right before `accept`, with no turn of the event loop in between.
   */
  needs(chunk: Chunk): SchemaNeeds | null {
    const lane = this.lane(chunk);
    if (lane === undefined || this.held(chunk)?.position !== chunk.start) return null;
    return this.#options.program.needs(chunk, lane.redo ?? lane.open?.redo ?? null);
  }

  /**
   * Processes the whole chunk now. False where it is not the continuation of what was taken before: fetched under an
   * older assignment, or from another position. The caller seeks or drops it.
   * @throws {SluiceError} RECORD_REJECTED where the pipeline says that a bad record stops it
   */
  accept(chunk: Chunk): boolean {
    const lane = this.lane(chunk);
    const held = this.held(chunk);
    if (lane === undefined || held === undefined || held.position !== chunk.start) return false;
    if (held.ownership?.assignment !== chunk.ownership?.assignment) return false;
    const cursor = chunk.cursor();
    const { program } = this.#options;
    let records = 0;
    let epoch = this.#epochs.of(lane, held);
    let span = epoch.span(held);
    let end = endDelta(epoch, chunk);
    const endAt = (position: bigint, reason: CutReason): void => {
      held.position = position;
      span.next = position;
      this.cut(lane, reason);
      epoch = this.#epochs.of(lane, held);
      span = epoch.span(held);
      end = endDelta(epoch, chunk);
      program.bind(epoch, chunk);
    };
    program.bind(epoch, chunk);
    try {
      while (cursor.next()) {
        if (cursor.offsetDelta >= end) endAt(chunk.start + BigInt(end), 'recovered');
        else if (epoch.full !== null && epoch.until === null) {
          endAt(chunk.start + BigInt(cursor.offsetDelta), epoch.full);
        }
        program.run(cursor);
        takeRecord(epoch, span, cursor);
        records++;
      }
    } catch (thrown) {
      // the epoch ends in front of the record that stopped us, so that what came before it can be committed
      held.position = chunk.start + BigInt(cursor.offsetDelta);
      span.next = held.position;
      if (program.isHalfDone) this.#takeBack(lane, held);
      throw thrown;
    }
    // an epoch that is done again ends where it ended before, also where no record is left behind that
    if (end <= Number(chunk.next - chunk.start)) endAt(chunk.start + BigInt(end), 'recovered');
    span.next = chunk.next;
    held.position = chunk.next;
    const { source: name, emit } = this.#options;
    const { topic, partition, byteLength: bytes } = chunk;
    emit({ name: 'chunk_received', source: name, topic, partition, records, bytes });
    program.report(chunk);
    if (epoch.full !== null && epoch.until === null) this.cut(lane, epoch.full);
    else this.#epochs.took(epoch, bytes);
    return true;
  }

  /**
   * Gives the open epoch of a partition up: something of a record is in it whose rest cannot follow, and which has to come
   * again. What partitions share is at least once anyway.
   */
  #takeBack(lane: Lane, held: Held): void {
    const epoch = lane.open;
    if (epoch === null || this.#options.epochs === 'shared') return;
    held.position = epoch.span(held).first;
    lane.open = null;
    epoch.discard(false);
  }

  /**
   * Goes on at another position, after what is open: the records between are gone from the broker. The jump is an
   * epoch without records, so that the new position is committed in its turn.
   */
  jump(at: TopicPartition, position: bigint): void {
    const lane = this.lane(at);
    const held = this.held(at);
    if (lane === undefined || held === undefined) return;
    this.cut(lane, 'reset');
    const span = this.#epochs.of(lane, held).span(held);
    held.position = position;
    span.next = position;
    this.cut(lane, 'reset');
  }

  /**
   * Ends the open epochs that are older than the shortest timeout. One that began in the future is of before the clock
   * was set back: it would otherwise stay open until the clock comes there again.
   */
  cutAged(): void {
    if (this.#onHold) return;
    const now = this.#options.clock();
    const before = now - this.#options.maxAgeMs;
    for (const lane of this.lanes()) {
      if (lane.open === null) continue;
      const { openedAtMs } = lane.open;
      if (openedAtMs <= before || openedAtMs > now) this.cut(lane, 'age');
    }
  }

  cutAll(reason: CutReason): void {
    for (const lane of this.lanes()) this.cut(lane, reason);
  }

  /** Ends the open epoch; one that is done again can end only where it ended before. */
  cut(lane: Lane, reason: CutReason): void {
    const epoch = lane.open;
    if (epoch === null || epoch.spans.size === 0) return;
    if (epoch.until !== null && epoch.only.next !== epoch.until) return;
    lane.open = null;
    if (epoch.isEmpty) {
      epoch.discard(true);
      return;
    }
    const { source, emit, clock, offsets, program } = this.#options;
    if (epoch.gathered.size > 0) program.finish(epoch);
    epoch.close();
    lane.queue.push(epoch);
    const ageMs = clock() - epoch.openedAtMs;
    const { records } = epoch;
    for (const { topic, partition } of epoch.spans.values()) {
      emit({ name: 'epoch_cut', source, topic, partition, reason, records, ageMs });
    }
    tellOverflow(epoch, source, emit);
    if (lane.queue.length === 1) this.#publishing.start(lane);
    if (reason === 'memory' || reason === 'disk') {
      for (const span of epoch.spans.values()) offsets.pressed(span);
    }
  }

  /** Moves what the open epoch holds in memory to the disk, where there is one. */
  spill(lane: Lane): void {
    if (lane.open !== null) this.#epochs.checkpoint(lane.open);
  }

  /** Resolves when nothing that was cut is waiting to be published. */
  async settled(): Promise<void> {
    return this.#publishing.settled();
  }
}

/** Where an epoch that is done again ends, counted from the chunk's start; Infinity for any other. */
function endDelta(epoch: Epoch, chunk: Chunk): number {
  return epoch.until === null ? Infinity : Number(epoch.until - chunk.start);
}

function takeRecord(epoch: Epoch, span: Span, cursor: RecordCursor): void {
  span.records++;
  const { timestampMs } = cursor;
  if (timestampMs >= 0 && timestampMs < epoch.oldestTimestampMs) {
    epoch.oldestTimestampMs = timestampMs;
  }
}
