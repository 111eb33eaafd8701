import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Span } from '../../shared/engine/span.ts';
import type { SourceEngine } from '../../shared/engine/source-engine.ts';
import { SluiceError, toSluiceError } from '../../shared/errors.ts';
import type { Chunk, TopicPartition } from '../../shared/record.ts';
import type { KafkaSourceModel } from '../../shared/pipeline/model.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import { Assignments } from './assignments.ts';
import { Committer } from './committer.ts';
import { EndPositions } from './end-positions.ts';
import type { GroupListener, KafkaPort, OutOfRangeHandler } from './kafka/port.ts';
import { SchemaWaits } from './schema-waits.ts';
import type { TakeoverRules } from './takeover.ts';

export interface SourceHostOptions {
  readonly name: string;
  readonly model: KafkaSourceModel;
  readonly engine: Engine;
  readonly source: SourceEngine;
  /** What it takes to finish the epochs of others; null where there are none (`delivery: 'dense'`). */
  readonly exact: TakeoverRules | null;
  /** Commit what is stored; false: what was taken (`acknowledgements: false`). */
  readonly acknowledgements: boolean;
  /** Read to the end as it is at the assignment, then stop. */
  readonly untilEnd: boolean;
  /** Told whether the end is reached, and in which generation (null: it is not); answers whether to stop there. */
  readonly mayStop: (generation: number | null) => boolean;
  readonly emit: Emit;
  readonly onFatal: (error: SluiceError) => void;
}

/**
 * Runs one Kafka source: group events set up and tear down what the engine holds, the loop feeds it with chunks, and
 * what it publishes goes to the committer.
 *
 *     joining ──▶ fetching ◀──▶ rebalancing ──▶ draining ──▶ left
 *        ▲            │
 *        └─ rejoining ┘   exact mode, after a commit that nobody knows the outcome of: as a new member, so that the
 *                         old request, should it still come, is refused
 */
export class SourceHost {
  readonly name: string;
  readonly port: KafkaPort;
  readonly committer: Committer;
  readonly #options: SourceHostOptions;
  readonly #ends: EndPositions | null;
  readonly #assignments: Assignments;
  readonly #schemaWaits: SchemaWaits;
  readonly #stopped = new AbortController();
  #commitTimer: NodeJS.Timeout | null = null;
  #rejoining: Promise<void> | null = null;

  /** @param makePort is given the handler for positions outside the log, which the host decides about. */
  constructor(
    options: SourceHostOptions,
    makePort: (onOutOfRange: OutOfRangeHandler) => KafkaPort,
  ) {
    this.name = options.name;
    this.#options = options;
    const port = makePort((ownership, at, position, bounds) =>
      this.#assignments.outOfRange(ownership, at, position, bounds),
    );
    this.port = port;
    this.committer = new Committer({
      source: options.name,
      commit: (ownership, offsets) => port.commit(ownership, offsets),
      emit: options.emit,
      onUnknown: options.exact === null ? null : () => this.#rejoin(),
      onFatal: options.onFatal,
    });
    this.#schemaWaits = new SchemaWaits({
      pause: (partitions) => port.pause(partitions),
      goOn: (at) => this.#readOn(at),
    });
    this.#ends = options.untilEnd ? new EndPositions((at) => port.bounds(at)) : null;
    this.#assignments = new Assignments({
      ...options,
      port,
      committer: this.committer,
      ends: this.#ends,
      signal: this.#stopped.signal,
    });
    options.engine.budget.countFetched(() => port.heldBytes());
  }

  /** @throws {SluiceError} KAFKA_* that cannot heal */
  async start(): Promise<void> {
    await this.port.connect();
    await this.port.join(this.#listener());
    if (this.#options.acknowledgements) return;
    this.#commitTimer = setInterval(
      () => this.#commitTaken(),
      this.#options.model.commitIntervalMs,
    );
  }

  /** Partitions that are not read on until a schema is there. */
  get waitingForSchemas(): number {
    return this.#schemaWaits.size;
  }

  /** An epoch is about to be published: its ledger has to stand on the broker first. */
  begin({ topic, partition, first }: Span, ledger: string): Promise<boolean> {
    return this.committer.place({ topic, partition }, { offset: first, metadata: ledger });
  }

  /**
   * The epoch of a partition was ended for want of memory, or of room on the disk: it is the turn of others. Few partitions at a time with much
   * each make larger objects than all at once with little, and what is fetched of this one already would begin another
   * epoch that only waits: it is fetched again in its turn.
   */
  pressed(at: TopicPartition): void {
    const held = this.#options.source.held(at);
    if (this.#options.exact === null || held === undefined || held.ownership === null) return;
    this.port.passTurn(at);
    this.port.seek(held.ownership, at, held.position);
  }

  /** An epoch is stored: its end may be committed, where commits wait for that. */
  end(spans: readonly Span[]): void {
    for (const span of spans) {
      this.#assignments.published(span);
      if (this.#options.acknowledgements) this.committer.published(span, span.next);
    }
  }

  /** Feeds the engine until the signal is aborted, or the end is reached where that was asked for. */
  async run(signal: AbortSignal): Promise<void> {
    const { engine } = this.#options;
    while (!signal.aborted) {
      await engine.room(signal);
      if (this.#reachedEnd()) return;
      for (const chunk of await this.#nextChunks(signal)) {
        this.#take(chunk);
        // between chunks, so that heartbeats, uploads and signals are not kept waiting by a full answer
        await nextTurn();
      }
    }
  }

  /**
   * Commits what is due and leaves; the engine has published what it could.
   * @returns how many partitions have more stored than committed: their next owner finishes that
   */
  async stop(signal: AbortSignal): Promise<number> {
    if (this.#commitTimer !== null) clearInterval(this.#commitTimer);
    if (!this.#options.acknowledgements) this.#commitTaken();
    await this.committer.flushed(signal);
    const uncommitted = this.committer.uncommitted();
    this.#stopped.abort();
    this.#schemaWaits.stop();
    await this.#rejoining;
    await this.port.leave();
    await this.port.close();
    return uncommitted;
  }

  async #nextChunks(signal: AbortSignal): ReturnType<KafkaPort['chunks']> {
    if (this.#ends === null) return this.port.chunks(signal);
    // an idle topic sends nothing that would wake the loop at its end
    const timeout = AbortSignal.timeout(500);
    return this.port.chunks(AbortSignal.any([signal, timeout]));
  }

  #take(chunk: Chunk): void {
    // where partitions share their objects, nothing is won by reading one for long
    if (this.#options.exact === null) this.port.passTurn(chunk);
    this.#feed(chunk);
    // taken or not, what is needed of it later is fetched again
    chunk.release?.();
  }

  #feed(chunk: Chunk): void {
    const { source } = this.#options;
    // fetched before the group began to rebalance: read again from where we are, by us or by the next owner
    if (source.onHold) return;
    const needs = source.needs(chunk);
    if (needs !== null) {
      this.#assignments.waits(chunk);
      this.#schemaWaits.begin(chunk, needs);
      return;
    }
    if (source.accept(chunk)) return;
    const held = source.held(chunk);
    if (held === undefined || held.ownership === null) return;
    if (held.ownership.assignment !== chunk.ownership?.assignment) return;
    // ours, but not where we are: read on from where the last chunk ended
    this.port.seek(held.ownership, chunk, held.position);
  }

  /** The partition has waited for a schema, which is there now. */
  #readOn(at: TopicPartition): void {
    const held = this.#options.source.held(at);
    if (held === undefined || held.ownership === null) return;
    if (this.port.seek(held.ownership, at, held.position)) this.port.resume([at]);
  }

  #reachedEnd(): boolean {
    if (this.#ends === null) return false;
    const reached =
      this.#rejoining === null &&
      this.#ends.reached((at) => this.#options.source.held(at)?.position ?? null);
    return this.#options.mayStop(reached ? this.#assignments.generation : null);
  }

  #commitTaken(): void {
    for (const held of this.#options.source.partitions()) {
      this.committer.published(held, held.position);
    }
  }

  /** Leaves and joins as a new member: whatever is still under way of the old one is refused from then on. */
  #rejoin(): void {
    if (this.#rejoining !== null || this.#stopped.signal.aborted) return;
    const { emit, name, onFatal } = this.#options;
    const error = new SluiceError(
      'KAFKA_UNREACHABLE',
      'nobody answered to an offset commit; joining anew, so that it cannot be taken late',
    );
    emit({ name: 'consumer_restarted', source: name, error });
    this.#rejoining = this.port
      .leave()
      .then(() => (this.#stopped.signal.aborted ? undefined : this.port.join(this.#listener())))
      .catch((thrown: unknown) => {
        if (!this.#stopped.signal.aborted) onFatal(toSluiceError(thrown));
      })
      .finally(() => {
        this.#rejoining = null;
      });
  }

  #listener(): GroupListener {
    const { emit, name, source } = this.#options;
    return {
      onRebalance: async (ownership) => {
        emit({ name: 'rebalance_started', source: name, generation: ownership.generation });
        // with a backlog there would always be something more to store: the group would wait for us to its limit
        source.hold();
        this.port.pause(source.partitions());
        await source.settled();
        await this.committer.flushed(AbortSignal.timeout(this.#options.model.sessionTimeoutMs));
      },
      onAssigned: (ownership, partitions) => {
        // each is read again, and finds out for itself what it needs
        this.#schemaWaits.stop();
        return this.#assignments.assigned(ownership, partitions);
      },
      onLost: (partitions) => {
        this.#schemaWaits.forget(partitions);
        this.#assignments.lost(partitions);
      },
      onRestart: (cause) => {
        emit({ name: 'consumer_restarted', source: name, error: toSluiceError(cause) });
      },
    };
  }
}
