import type { Restored } from '../../shared/engine/disk/source-journals.ts';
import type { SourceEngine } from '../../shared/engine/source-engine.ts';
import { SluiceError } from '../../shared/errors.ts';
import type { KafkaSourceModel } from '../../shared/pipeline/model.ts';
import { type Ownership, partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import type { Committer } from './committer.ts';
import type { EndPositions } from './end-positions.ts';
import type {
  CommittedOffset,
  KafkaPort,
  OutOfRangeHandler,
  PartitionBounds,
} from './kafka/port.ts';
import { Recoveries } from './recoveries.ts';
import { startPositions } from './start-position.ts';
import { type Takeover, takeOver, type TakeoverRules } from './takeover.ts';

export interface AssignmentOptions {
  readonly name: string;
  readonly model: KafkaSourceModel;
  readonly source: SourceEngine;
  readonly port: KafkaPort;
  readonly committer: Committer;
  /** What it takes to finish the epochs of others; null where there are none (`delivery: 'dense'`). */
  readonly exact: TakeoverRules | null;
  /** Null: there is no end to stop at. */
  readonly ends: EndPositions | null;
  readonly emit: Emit;
  /** Aborted when the host stops. */
  readonly signal: AbortSignal;
}

/**
 * What becomes of partitions when the group changes: those that stayed and were not touched go on with what they have
 * open, others begin where their offset, ledger or `startAt` says, and lost ones are given up.
 */
export class Assignments {
  readonly #options: AssignmentOptions;
  readonly #recoveries: Recoveries;
  /** Null from a loss until the next assignment: what was begun for an older one must not be finished. */
  #current: Ownership | null = null;
  /** The one whose partitions are set up, with their positions and ends; null while the next one is. */
  #settled: Ownership | null = null;

  constructor(options: AssignmentOptions) {
    this.#options = options;
    this.#recoveries = new Recoveries((ownership, at, position) =>
      options.port.seek(ownership, at, position),
    );
  }

  /** Of the assignment that is set up; null in between. */
  get generation(): number | null {
    return this.#settled?.generation ?? null;
  }

  /** The partition waits for a schema: others have its turn meanwhile. */
  waits(at: TopicPartition): void {
    this.#recoveries.finished(at);
  }

  /** The partition has published an epoch. */
  published(at: TopicPartition): void {
    this.#recoveries.finished(at);
  }

  async assigned(ownership: Ownership, partitions: readonly TopicPartition[]): Promise<void> {
    const { ends, emit, model, name, port, source } = this.#options;
    this.#current = ownership;
    this.#settled = null;
    const committed = await port.committed(partitions);
    const moved = committed.filter((one) => !this.#isUntouched(one));
    const fresh = moved.filter(({ offset }) => offset < 0n);
    const starts = await startPositions(port, model.startAt, fresh);
    const takeovers = await this.#takeovers(moved);
    const found = await ends?.find(partitions);
    const restored = await this.#restore(moved, takeovers, partitions);
    if (this.#current !== ownership) {
      // they are decided about again when the partitions are assigned again
      for (const { journal } of restored.values()) journal.close();
      return;
    }
    if (found !== undefined) ends?.take(partitions, found);
    source.goOn();
    this.#recoveries.begin(ownership);
    for (const one of committed) {
      const takeover = takeovers.get(partitionKey(one.topic, one.partition));
      if (takeover === undefined) this.#keep(one, ownership);
      else this.#takeOver(one, takeover, starts, ownership, restored);
    }
    this.#settled = ownership;
    emit({
      name: 'partitions_assigned',
      source: name,
      generation: ownership.generation,
      memberId: ownership.memberId,
      partitions: partitions.map(({ topic, partition }) => partitionKey(topic, partition)),
    });
  }

  /** Stayed ours, and nobody has committed anything meanwhile that we don't know of. */
  #isUntouched(one: CommittedOffset): boolean {
    const { committer, source } = this.#options;
    return source.held(one) !== undefined && committer.isOurs(one, one);
  }

  async #takeovers(committed: readonly CommittedOffset[]): Promise<Map<string, Takeover>> {
    const { exact, signal } = this.#options;
    const noted = committed.filter(({ metadata }) => metadata !== '');
    const bounds = exact === null ? null : await this.#bounds(noted);
    const takeovers = new Map<string, Takeover>();
    for (const one of committed) {
      const key = partitionKey(one.topic, one.partition);
      const { topic, partition, offset } = one;
      const plain = { at: { topic, partition }, position: offset, redo: null, maybeDoubled: false };
      const takeover =
        exact === null || one.metadata === ''
          ? plain
          : await takeOver(one, bounds?.get(key), exact, signal);
      takeovers.set(key, takeover);
    }
    return takeovers;
  }

  async #bounds(
    partitions: readonly TopicPartition[],
  ): Promise<ReadonlyMap<string, PartitionBounds> | null> {
    return partitions.length === 0 ? null : this.#options.port.bounds(partitions);
  }

  /** Epochs that go on from the disk, by partition; files that go with none of the partitions are deleted. */
  async #restore(
    moved: readonly CommittedOffset[],
    takeovers: ReadonlyMap<string, Takeover>,
    assigned: readonly TopicPartition[],
  ): Promise<Map<string, Restored>> {
    const restored = new Map<string, Restored>();
    const { journals } = this.#options.source;
    if (journals === null) return restored;
    // what is open of them is given up anyway, and must not be written to while it is read
    for (const one of moved) this.#options.source.release(one);
    const bounds = await this.#bounds(moved);
    for (const one of moved) {
      const key = partitionKey(one.topic, one.partition);
      const { position, redo } = takeovers.get(key) ?? { position: -1n, redo: null };
      if (position !== one.offset) continue;
      const highWatermark = bounds?.get(key)?.highWatermark ?? null;
      const epoch = await journals.restore(one, { committed: one.offset, redo, highWatermark });
      if (epoch !== null) restored.set(key, epoch);
    }
    await journals.sweep(assigned);
    return restored;
  }

  /** @returns where reading goes on */
  #goOnFrom(
    { at, position, redo }: Pick<Takeover, 'at' | 'position' | 'redo'>,
    restored: Restored | undefined,
  ): bigint {
    if (restored === undefined) return position;
    const { emit, name, source } = this.#options;
    const next = source.goOnFrom(at, redo, restored);
    if (next === null) return position;
    const { records } = restored.checkpoint;
    const { byteLength: bytes } = restored.journal;
    emit({ name: 'journal_restored', source: name, ...at, first: position, next, records, bytes });
    return next;
  }

  #keep(one: CommittedOffset, ownership: Ownership): void {
    const { committer, port, source } = this.#options;
    source.keep(one, ownership);
    committer.keep(one, ownership, { offset: one.offset, metadata: one.metadata });
    const position = source.held(one)?.position;
    if (position === undefined || this.#recoveries.isWaiting(one)) return;
    port.seek(ownership, one, position);
  }

  #takeOver(
    one: CommittedOffset,
    takeover: Takeover,
    starts: ReadonlyMap<string, bigint>,
    ownership: Ownership,
    restored: ReadonlyMap<string, Restored>,
  ): void {
    const { committer, emit, name, port, source } = this.#options;
    const { at, redo } = takeover;
    const start = starts.get(partitionKey(at.topic, at.partition));
    if (one.offset < 0n && start === undefined) {
      throw new SluiceError(
        'KAFKA_PROTOCOL',
        `the broker named no start offset for ${at.topic}/${at.partition}`,
      );
    }
    const position = start ?? takeover.position;
    if (redo !== null && takeover.maybeDoubled) {
      const { next } = redo;
      const range = { first: position, next };
      emit({ name: 'epoch_maybe_doubled', source: name, ...at, ...range, reason: 'rules' });
    }
    source.assign(at, ownership, position, redo);
    committer.assign(at, ownership, { offset: one.offset, metadata: one.metadata });
    // a resolved start is committed before anything is read: 'latest' must not move on when the group changes hands
    if (redo === null && one.offset !== position) committer.published(at, position);
    const epoch = restored.get(partitionKey(at.topic, at.partition));
    const next = this.#goOnFrom({ at, position, redo }, epoch);
    // one that is whole on the disk is being published already
    if (redo === null || next === redo.next) port.seek(ownership, at, next);
    else this.#recoveries.add(at, next);
  }

  lost(partitions: readonly TopicPartition[]): void {
    const { committer, emit, name, source } = this.#options;
    this.#current = null;
    this.#settled = null;
    for (const at of partitions) {
      source.release(at);
      committer.release(at);
      this.#recoveries.finished(at);
    }
    if (partitions.length === 0) return;
    emit({
      name: 'partitions_lost',
      source: name,
      partitions: partitions.map(({ topic, partition }) => partitionKey(topic, partition)),
    });
  }

  /** A position lies outside the log: goes on where the pipeline says, or throws to stop. */
  async outOfRange(
    ...[ownership, at, position, bounds]: Parameters<OutOfRangeHandler>
  ): Promise<void> {
    const { emit, exact, model, name, port, source } = this.#options;
    const { logStart, lastStable } = bounds;
    if (source.held(at)?.ownership?.assignment !== ownership.assignment) return;
    const place = `${at.topic}/${at.partition}`;
    if (source.isDoingAgain(at)) {
      throw new SluiceError(
        'EPOCH_LOST',
        `${place}: records from offset ${position} on were to be published again, and the log now begins at ${logStart}`,
      );
    }
    if (model.autoOffsetReset === 'stop') {
      throw new SluiceError(
        'OFFSET_OUT_OF_RANGE',
        `${place} was to be read from offset ${position}, but the broker has ` +
          `${logStart} to ${lastStable}, and autoOffsetReset is 'stop'`,
      );
    }
    const to = model.autoOffsetReset === 'earliest' ? logStart : lastStable;
    if (exact !== null && to < position) {
      throw new SluiceError(
        'LOG_TRUNCATED',
        `${place}: everything up to offset ${position} is stored, and the log now ends at ${lastStable}`,
      );
    }
    const { topic, partition } = at;
    const policy = model.autoOffsetReset;
    emit({ name: 'offset_reset', source: name, topic, partition, from: position, to, policy });
    source.jump(at, to);
    port.seek(ownership, at, to);
  }
}
