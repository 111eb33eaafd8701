import { setTimeout as sleep } from 'node:timers/promises';
import {
  buildContainerEngine,
  type DataFolder,
} from '../../shared/engine/build-container-engine.ts';
import { isAcknowledged } from '../../shared/engine/build-engine.ts';
import { readersOf, sinksBelow } from '../../shared/engine/graph.ts';
import type { Schemas } from '../../shared/decode/registry/schemas.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { SourceEngine } from '../../shared/engine/source-engine.ts';
import { SluiceError, toSluiceError } from '../../shared/errors.ts';
import type { KafkaSourceModel, PipelineModel } from '../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';
import type { Emit, HealthCheck, PartitionGauge } from '../../shared/telemetry/events.ts';
import type { CompleteMarkers } from './complete/complete-markers.ts';
import { completeMarkersOf } from './complete/complete-markers-of.ts';
import { createsOnly } from './conditional-writes.ts';
import type { KafkaPort, OutOfRangeHandler } from './kafka/port.ts';
import { Lag } from './lag.ts';
import { drain } from './shutdown.ts';
import { SourceHost } from './source-host.ts';
import type { TakeoverRules } from './takeover.ts';
import type { ThreadShare } from './threads/thread-share.ts';

const tickMs = 250;
const lagRefreshMs = 5_000;
const markersMs = 15_000;
const startRetryMs = 2_000;

export interface ConsumerOptions {
  readonly model: PipelineModel;
  readonly stores: ReadonlyMap<string, ObjectStore>;
  readonly makePort: (
    name: string,
    model: KafkaSourceModel,
    onOutOfRange: OutOfRangeHandler,
  ) => KafkaPort;
  /** By source, of those whose values name a schema; left out: there is none. */
  readonly schemas?: ReadonlyMap<string, Schemas>;
  /** Read every partition to its end as it is now, publish and stop. */
  readonly untilEnd: boolean;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Null: this is the only consumer of the process. */
  readonly share?: ThreadShare | null;
  /** Where open epochs are kept on disk; left out, or null: in memory. */
  readonly dataFolder?: DataFolder | null;
}

type Phase = 'starting' | 'running' | 'stopping' | 'stopped';

/**
 * The long-running host: one group member for each source, one engine for all.
 *
 *     starting ──▶ running ──▶ stopping ──▶ stopped
 *
 * It stops when the signal is aborted, when every source has reached its end (`untilEnd`), or by an error that cannot
 * heal; in each case what is open is published and committed first, as far as that is possible.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly engine: Engine;
  readonly #hosts: readonly SourceHost[];
  readonly #lags: readonly Lag[];
  readonly #markers: readonly CompleteMarkers[];
  readonly #stop = new AbortController();
  #phase: Phase = 'starting';
  /** Whether the stores can create an object only where there is none; asked at start. */
  #createsOnly = true;
  #fatal: SluiceError | null = null;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    const { model, stores, emit, clock } = options;
    const onFatal = (error: SluiceError): void => this.fail(error);
    this.engine = buildContainerEngine({
      model,
      stores,
      emit,
      clock,
      offsets: (source) => ({
        begin: (span, ledger) => this.#host(source).begin(span, ledger),
        end: (spans) => this.#host(source).end(spans),
        pressed: (at) => this.#host(source).pressed(at),
      }),
      storing: () => (this.#createsOnly ? 'create' : 'replace'),
      incarnationOf: (source, topic) => this.#host(source).port.incarnationOf(topic),
      onFatal,
      holdings: options.share?.holdings ?? null,
      schemas: options.schemas ?? new Map<string, Schemas>(),
      dataFolder: options.dataFolder ?? null,
    });
    this.#hosts = [...model.sources].map(([name, source]) => this.#makeHost(name, source));
    this.#lags = this.#hosts.map((host) => {
      const { port, committer } = host;
      const acknowledged = isAcknowledged(model, host.name);
      return new Lag(host.name, this.#source(host.name), committer, (at) => port.bounds(at), {
        clock,
        acknowledged,
      });
    });
    this.#markers = this.#hosts.flatMap((host) => completeMarkersOf(host, options, this.engine));
  }

  /** Ends the process in order; the first error is the one that is told. */
  fail(error: SluiceError): void {
    if (this.#fatal === null) {
      this.#fatal = error;
      this.#options.emit({ name: 'fatal', error });
    }
    this.#stop.abort();
  }

  /** Runs to the end of its life. @returns the error to end with, or null */
  async run(signal: AbortSignal): Promise<SluiceError | null> {
    const stop = AbortSignal.any([signal, this.#stop.signal]);
    const timers = this.#startTimers(stop);
    try {
      await this.#start(stop);
      if (!stop.aborted) this.#phase = 'running';
      // each is waited for: one that still takes records would open what is being closed
      await Promise.all(
        this.#hosts.map((host) =>
          host.run(stop).catch((thrown: unknown) => this.fail(toSluiceError(thrown))),
        ),
      );
    } catch (thrown) {
      this.fail(toSluiceError(thrown));
    }
    this.#phase = 'stopping';
    const incomplete = await this.#drain(signal.aborted || this.#fatal !== null);
    for (const timer of timers) clearInterval(timer);
    await this.engine.close();
    this.#phase = 'stopped';
    return this.#fatal ?? incomplete;
  }

  partitions(): readonly PartitionGauge[] {
    const now = this.#options.clock();
    return this.#lags.flatMap((lag) => lag.partitions(now));
  }

  /** Marks the hours of which everything is stored, where a source says so. Called again and again while it runs. */
  async markComplete(stop: AbortSignal): Promise<void> {
    if (this.#phase !== 'running') return;
    for (const markers of this.#markers) {
      await markers.check(stop).catch((thrown: unknown) => {
        if (!stop.aborted) this.fail(toSluiceError(thrown));
      });
    }
  }

  hasWork(): boolean {
    if (this.#phase !== 'running' || this.engine.waitsForOthers) return false;
    return this.#lags.some((lag) => lag.hasWork());
  }

  health(): HealthCheck {
    const failed = (): string => this.#fatal?.code ?? this.#phase;
    const running = (): boolean => this.#phase === 'running' && this.#fatal === null;
    return {
      alive: () => ({ ok: this.#fatal === null, reason: failed() }),
      ready: () => {
        const missing = running() ? this.#registryFault() : null;
        return missing === null
          ? { ok: running(), reason: failed() }
          : { ok: false, reason: missing.code };
      },
    };
  }

  /** Partitions of each source that wait for a schema. */
  *schemaWaits(): Generator<readonly [source: string, partitions: number]> {
    for (const host of this.#hosts) {
      if (this.#schemasOf(host.name) !== undefined) yield [host.name, host.waitingForSchemas];
    }
  }

  /** Why a registry that partitions wait for gives no answers; null: all do. */
  #registryFault(): SluiceError | null {
    for (const { name, waitingForSchemas } of this.#hosts) {
      if (waitingForSchemas === 0) continue;
      const fault = this.#schemasOf(name)?.unavailable ?? null;
      if (fault !== null) return fault;
    }
    return null;
  }

  #schemasOf(source: string): Schemas | undefined {
    return this.#options.schemas?.get(source);
  }

  async #start(stop: AbortSignal): Promise<void> {
    const { model, stores } = this.#options;
    const unable = new Map<string, string>();
    const check = async (sink: string, store: ObjectStore): Promise<void> => {
      await this.#patiently(sink, () => store.check(stop), stop);
      if (model.delivery !== 'exact') return;
      const able = await this.#patiently(sink, () => store.supportsCreate(stop), stop);
      if (able === false) unable.set(sink, store.location);
    };
    await Promise.all([...stores].map(([sink, store]) => check(sink, store)));
    this.#createsOnly = createsOnly(model, unable);
    await Promise.all(
      [...(this.#options.schemas ?? [])].map(([source, schemas]) =>
        this.#checkRegistry(source, schemas, stop),
      ),
    );
    for (const host of this.#hosts) {
      if (stop.aborted) return;
      // a group that is rebalancing, or a broker that is away, lets a member wait for minutes: a stop does not
      await unlessAborted(host.start(), stop);
    }
  }

  /** A store that is away at the start is waited for like later; one that refuses ends the process. */
  async #patiently<T>(sink: string, ask: () => Promise<T>, stop: AbortSignal): Promise<T | null> {
    return this.#untilHealed(ask, stop, (attempt, error) =>
      this.#options.emit({ name: 'store_retry', sink, attempt, delayMs: startRetryMs, error }),
    );
  }

  async #untilHealed<T>(
    ask: () => Promise<T>,
    stop: AbortSignal,
    tell: (attempt: number, error: SluiceError) => void,
  ): Promise<T | null> {
    for (let attempt = 1; !stop.aborted; attempt++) {
      try {
        return await ask();
      } catch (thrown) {
        const error = toSluiceError(thrown);
        if (!error.retryable) throw error;
        if (stop.aborted) return null;
        tell(attempt, error);
        await sleep(startRetryMs, undefined, { signal: stop }).catch(() => undefined);
      }
    }
    return null;
  }

  /** As of a store: one that refuses us ends the process, but only now. Later its credentials may just be changing. */
  async #checkRegistry(source: string, schemas: Schemas, stop: AbortSignal): Promise<void> {
    await this.#untilHealed(
      () => schemas.check(stop),
      stop,
      (attempt, error) => {
        const retry = { attempt, delayMs: startRetryMs, error };
        this.#options.emit({ name: 'schema_retry', source, schema: null, ...retry });
      },
    );
  }

  async #drain(ended: boolean): Promise<SluiceError | null> {
    const { model, emit } = this.#options;
    const reason = ended ? 'shutdown' : 'end';
    const error = await drain(this.engine, this.#hosts, model.shutdown.timeoutSecs, emit, reason);
    for (const store of this.#options.stores.values()) store.close();
    return error;
  }

  #makeHost(name: string, model: KafkaSourceModel): SourceHost {
    const { emit, makePort, untilEnd, share = null } = this.#options;
    const pipeline = this.#options.model;
    return new SourceHost(
      {
        name,
        model,
        engine: this.engine,
        source: this.#source(name),
        acknowledgements: isAcknowledged(pipeline, name),
        exact: this.#takeoverRules(name),
        untilEnd,
        mayStop: (generation) =>
          share === null ? generation !== null : share.end.reached(name, generation),
        emit,
        onFatal: (error) => this.fail(error),
      },
      (onOutOfRange) => makePort(name, model, onOutOfRange),
    );
  }

  #source(name: string): SourceEngine {
    const source = this.engine.sources.get(name);
    if (source === undefined) throw new SluiceError('INTERNAL', `source '${name}' is not there`);
    return source;
  }

  #host(name: string): SourceHost {
    const host = this.#hosts.find((one) => one.name === name);
    if (host === undefined) throw new SluiceError('INTERNAL', `source '${name}' is not there`);
    return host;
  }

  #takeoverRules(name: string): TakeoverRules | null {
    const { model, stores } = this.#options;
    if (model.delivery !== 'exact') return null;
    const sinks = sinksBelow(readersOf(model, name));
    return {
      pipeline: model.name,
      groupId: model.sources.get(name)?.groupId ?? '',
      fingerprint: model.fingerprint,
      incarnationOf: (topic) => this.#host(name).port.incarnationOf(topic),
      // the first one holds the epoch records; dead letters may lie in the bucket of any
      stores: [...new Set([...sinks, ...stores.keys()])].flatMap((sink) => stores.get(sink) ?? []),
    };
  }

  #tick(): void {
    this.engine.cutAged();
    // also where nothing is fetched: another thread may need the room
    this.engine.relieve();
  }

  #startTimers(stop: AbortSignal): readonly NodeJS.Timeout[] {
    return [
      setInterval(() => void this.markComplete(stop), markersMs),
      setInterval(() => this.#tick(), tickMs),
      setInterval(() => {
        for (const lag of this.#lags) void lag.refresh();
      }, lagRefreshMs),
    ];
  }
}

/** Resolves with the work, or as soon as the signal is aborted; what the work comes to after that is of no use. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const onAbort = (): void => aborted.resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(() => undefined);
  }
}
