import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '../../shared/engine/engine.ts';
import type { PublishedEpoch, SourceEngine } from '../../shared/engine/source-engine.ts';
import { SluiceError, toSluiceError } from '../../shared/errors.ts';
import type { KafkaSourceModel } from '../../shared/pipeline/model.ts';
import { type Ownership, partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import { Committer } from './committer.ts';
import { EndPositions } from './end-positions.ts';
import type { GroupListener, KafkaPort, OutOfRangeHandler } from './kafka/port.ts';
import { startPositions } from './start-position.ts';

export interface SourceHostOptions {
  readonly name: string;
  readonly model: KafkaSourceModel;
  readonly engine: Engine;
  readonly source: SourceEngine;
  /** Commit what is stored; false: what was taken (`acknowledgements: false`). */
  readonly acknowledgements: boolean;
  /** Read to the end as it is at the assignment, then stop. */
  readonly untilEnd: boolean;
  readonly emit: Emit;
  readonly onFatal: (error: SluiceError) => void;
}

/**
 * Runs one Kafka source: group events set up and tear down the engine's lanes, the loop feeds them with chunks, and
 * what they publish goes to the committer.
 *
 *     joining ──▶ fetching ◀──▶ rebalancing ──▶ draining ──▶ left
 */
export class SourceHost {
  readonly name: string;
  readonly #options: SourceHostOptions;
  readonly #port: KafkaPort;
  readonly committer: Committer;
  readonly #ends: EndPositions | null;
  #commitTimer: NodeJS.Timeout | null = null;
  /** Null from a loss until the next assignment: what was begun for an older one must not be finished. */
  #current: Ownership | null = null;

  /** @param makePort is given the handler for positions outside the log, which the host decides about. */
  constructor(
    options: SourceHostOptions,
    makePort: (onOutOfRange: OutOfRangeHandler) => KafkaPort,
  ) {
    this.name = options.name;
    this.#options = options;
    this.#port = makePort((ownership, at, position, bounds) =>
      this.#outOfRange(ownership, at, position, bounds),
    );
    this.committer = new Committer(
      options.name,
      (ownership, offsets) => this.#port.commit(ownership, offsets),
      options.emit,
      options.onFatal,
    );
    this.#ends = options.untilEnd ? new EndPositions((at) => this.#port.bounds(at)) : null;
    options.engine.budget.countFetched(() => this.#port.heldBytes());
  }

  get port(): KafkaPort {
    return this.#port;
  }

  /** @throws {SluiceError} KAFKA_* that cannot heal */
  async start(): Promise<void> {
    await this.#port.connect();
    await this.#port.join(this.#listener());
    if (this.#options.acknowledgements) return;
    this.#commitTimer = setInterval(
      () => this.#commitTaken(),
      this.#options.model.commitIntervalMs,
    );
  }

  /** An epoch is stored: its end may be committed, where commits wait for that. */
  published(epoch: PublishedEpoch): void {
    if (this.#options.acknowledgements) this.committer.published(epoch, epoch.next);
  }

  /** Feeds the engine until the signal is aborted, or the end is reached where that was asked for. */
  async run(signal: AbortSignal): Promise<void> {
    const { engine } = this.#options;
    while (!signal.aborted) {
      await engine.room(signal);
      if (this.#reachedEnd()) return;
      for (const chunk of await this.#nextChunks(signal)) {
        this.#take(chunk);
        engine.relieve();
        // between chunks, so that heartbeats, uploads and signals are not kept waiting by a full answer
        await nextTurn();
      }
    }
  }

  /**
   * Commits what is due and leaves; the engine has published what it could.
   * @returns how many partitions have more stored than committed: their next owner stores it again
   */
  async stop(signal: AbortSignal): Promise<number> {
    if (this.#commitTimer !== null) clearInterval(this.#commitTimer);
    if (!this.#options.acknowledgements) this.#commitTaken();
    await this.committer.flushed(signal);
    const uncommitted = this.committer.uncommitted();
    await this.#port.leave();
    await this.#port.close();
    return uncommitted;
  }

  async #nextChunks(signal: AbortSignal): ReturnType<KafkaPort['chunks']> {
    if (this.#ends === null) return this.#port.chunks(signal);
    // an idle topic sends nothing that would wake the loop at its end
    const timeout = AbortSignal.timeout(500);
    return this.#port.chunks(AbortSignal.any([signal, timeout]));
  }

  #take(chunk: Parameters<SourceEngine['accept']>[0]): void {
    const { source } = this.#options;
    // fetched before the group began to rebalance: read again from where we are, by us or by the next owner
    if (source.held) return;
    if (source.accept(chunk)) return;
    const lane = source.lane(chunk);
    if (lane === undefined || lane.ownership === null) return;
    if (lane.ownership.assignment !== chunk.ownership?.assignment) return;
    // ours, but not where we are: read on from where the last chunk ended
    this.#port.seek(lane.ownership, chunk, lane.position);
  }

  #reachedEnd(): boolean {
    return this.#ends?.reached((at) => this.#options.source.lane(at)?.position ?? null) ?? false;
  }

  #commitTaken(): void {
    for (const lane of this.#options.source.lanes()) this.committer.published(lane, lane.position);
  }

  #listener(): GroupListener {
    const { emit, name, source } = this.#options;
    return {
      onRebalance: async (ownership) => {
        emit({ name: 'rebalance_started', source: name, generation: ownership.generation });
        // with a backlog there would always be something more to store: the group would wait for us to its limit
        source.hold();
        this.#port.pause(source.lanes());
        await source.settled();
        await this.committer.flushed(AbortSignal.timeout(this.#options.model.sessionTimeoutMs));
      },
      onAssigned: (ownership, partitions) => this.#assigned(ownership, partitions),
      onLost: (partitions) => this.#lost(partitions),
      onRestart: (cause) => {
        emit({ name: 'consumer_restarted', source: name, error: toSluiceError(cause) });
      },
    };
  }

  async #assigned(ownership: Ownership, partitions: readonly TopicPartition[]): Promise<void> {
    const { source } = this.#options;
    this.#current = ownership;
    const committed = await this.#port.committed(partitions);
    const fresh = committed.filter(({ offset }) => offset < 0n);
    const starts = await startPositions(this.#port, this.#options.model.startAt, fresh);
    await this.#ends?.add(partitions);
    if (this.#current !== ownership) return;
    source.goOn();
    for (const at of committed) {
      const start = starts.get(partitionKey(at.topic, at.partition));
      if (at.offset < 0n && start === undefined) {
        throw new SluiceError(
          'KAFKA_PROTOCOL',
          `the broker named no start offset for ${at.topic}/${at.partition}`,
        );
      }
      if (start === undefined) this.#takeOver(at, ownership, at.offset, at.offset);
      else this.#takeOver(at, ownership, start, at.offset);
    }
    this.#options.emit({
      name: 'partitions_assigned',
      source: this.name,
      generation: ownership.generation,
      memberId: ownership.memberId,
      partitions: partitions.map(({ topic, partition }) => partitionKey(topic, partition)),
    });
  }

  /** Goes on with a partition that stayed ours and was not touched meanwhile; begins any other anew. */
  #takeOver(at: TopicPartition, ownership: Ownership, position: bigint, committed: bigint): void {
    const { source } = this.#options;
    const lane = source.lane(at);
    const untouched =
      committed === this.committer.committed(at) || committed === this.committer.due(at);
    if (lane !== undefined && untouched) {
      lane.keep(ownership);
      this.committer.keep(at, ownership, committed);
      this.#port.seek(ownership, at, lane.position);
      return;
    }
    source.assign(at, ownership, position);
    this.committer.assign(at, ownership, committed);
    // a resolved start is committed before anything is read: 'latest' must not move on when the group changes hands
    if (committed !== position) this.committer.published(at, position);
    this.#port.seek(ownership, at, position);
  }

  #lost(partitions: readonly TopicPartition[]): void {
    this.#current = null;
    for (const at of partitions) {
      this.#options.source.release(at);
      this.committer.release(at);
      this.#ends?.remove(at);
    }
    if (partitions.length === 0) return;
    this.#options.emit({
      name: 'partitions_lost',
      source: this.name,
      partitions: partitions.map(({ topic, partition }) => partitionKey(topic, partition)),
    });
  }

  async #outOfRange(
    ...[ownership, at, position, bounds]: Parameters<OutOfRangeHandler>
  ): Promise<void> {
    const { emit, model, source } = this.#options;
    const lane = source.lane(at);
    const { logStart, lastStable } = bounds;
    if (lane === undefined || lane.ownership?.assignment !== ownership.assignment) return;
    if (model.autoOffsetReset === 'stop') {
      throw new SluiceError(
        'OFFSET_OUT_OF_RANGE',
        `${at.topic}/${at.partition} was to be read from offset ${position}, but the broker has ` +
          `${logStart} to ${lastStable}, and autoOffsetReset is 'stop'`,
      );
    }
    const to = model.autoOffsetReset === 'earliest' ? logStart : lastStable;
    const { topic, partition } = at;
    const policy = model.autoOffsetReset;
    emit({ name: 'offset_reset', source: this.name, topic, partition, from: position, to, policy });
    source.jump(lane, to);
    this.#port.seek(ownership, at, to);
  }
}
