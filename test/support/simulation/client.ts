import { SourceHost } from '../../../functions/consumer/source-host.ts';
import type { GroupListener, KafkaPort } from '../../../functions/consumer/kafka/port.ts';
import { buildContainerEngine } from '../../../shared/engine/build-container-engine.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import type { SluiceError } from '../../../shared/errors.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { type Ownership, partitionKey, type TopicPartition } from '../../../shared/record.ts';
import type { ObjectStore } from '../../../shared/sink/object-store.ts';
import type { Emit } from '../../../shared/telemetry/events.ts';
import type { ObjectUpload } from '../../../shared/sink/object-upload.ts';
import { memoryChunk } from '../memory-chunk.ts';
import { memoryStore, type MemoryStore } from '../memory-store.ts';
import type { Member, SimulatedGroup } from './group.ts';
import type { Random } from './random.ts';

/**
 * What can be taken out of the protocol, to see that the simulation notices. `412 blindly`: what is there already is taken
 * for ours, whatever is in it; without the ledger, too, as with it that is always so.
 */
export type Mistake = 'none' | 'no ledger' | 'no fence' | 'cuts by chance' | '412 blindly';

export interface ClientOptions {
  readonly untilEnd: boolean;
  readonly clock: () => number;
  readonly mistake: Mistake;
  /** Of the process' own, or of a dead one; null: it keeps nothing on disk. */
  readonly folder: string | null;
  readonly emit: Emit;
}

const withoutLedger: ReadonlySet<Mistake> = new Set(['no ledger', '412 blindly']);
let clients = 0;
/** Without a reason each abort would make an error with a stack, which takes a tenth of a schedule. */
const stopped = new Error('stopped');

/** A consumer process: the real host and engine between a simulated group and a store that they share. */
export class SimulatedClient {
  readonly fatal: SluiceError[] = [];
  readonly engine: Engine;
  readonly host: SourceHost;
  readonly #group: SimulatedGroup;
  readonly #random: Random;
  readonly #stop = new AbortController();
  readonly #positions = new Map<
    string,
    { at: TopicPartition; next: bigint; ownership: Ownership }
  >();
  #onSeek: () => void = () => undefined;
  #member: Member | null = null;
  #dead = false;
  #frozen: Promise<void> | null = null;
  #running: Promise<void> = Promise.resolve();
  #closed: Promise<void> = Promise.resolve();

  constructor(
    group: SimulatedGroup,
    random: Random,
    model: PipelineModel,
    store: MemoryStore,
    options: ClientOptions,
  ) {
    this.#group = group;
    this.#random = random;
    const stores = new Map(
      [...model.sinks.keys()].map((sink) => [sink, this.#flaky(store, options.mistake)]),
    );
    const [name] = model.sources.keys();
    const source = model.sources.get(name ?? '');
    if (name === undefined || source === undefined) throw new Error('the pipeline has no source');
    const onFatal = (error: SluiceError): void => {
      if (!this.#dead) this.fatal.push(error);
    };
    this.engine = buildContainerEngine({
      model,
      stores,
      emit: options.emit,
      dataFolder: options.folder === null ? null : { path: options.folder, build: 'same' },
      clock: options.clock,
      offsets: () => ({
        begin: (span, ledger) =>
          withoutLedger.has(options.mistake)
            ? Promise.resolve(true)
            : this.host.begin(span, ledger),
        end: (spans) => this.host.end(spans),
        pressed: (at) => this.host.pressed(at),
      }),
      storing: () => 'create',
      incarnationOf: () => 'one',
      onFatal,
    });
    const engineSource = this.engine.sources.get(name);
    if (engineSource === undefined) throw new Error('the engine has no source');
    this.host = new SourceHost(
      {
        name,
        model: source,
        engine: this.engine,
        source: engineSource,
        exact: {
          pipeline: model.name,
          groupId: source.groupId,
          fingerprint: model.fingerprint,
          incarnationOf: () => 'one',
          stores: [...stores.values()],
        },
        acknowledgements: true,
        untilEnd: options.untilEnd,
        mayStop: (generation) => generation !== null,
        emit: options.emit,
        onFatal,
      },
      () => this.#port(),
    );
  }

  async start(): Promise<void> {
    await this.host.start();
    this.#running = this.host.run(this.#stop.signal);
  }

  /** SIGTERM. */
  async stop(): Promise<void> {
    this.#stop.abort(stopped);
    await this.#running;
    this.engine.cutAll('shutdown');
    await this.engine.settled();
    await this.host.stop(AbortSignal.timeout(1000));
    await this.engine.dropped();
    await this.engine.close();
  }

  /** Reads to the end of the log and stops in order. */
  async finish(): Promise<void> {
    await this.#running;
    await this.stop();
  }

  /** `kill -9`: from now on nothing it does has any effect, but what is on its way may still arrive. */
  kill(): void {
    this.#dead = true;
    // its writes end here; those on their way may still arrive
    this.#closed = this.engine.close();
    if (this.#member !== null) this.#member.dead = true;
    this.#stop.abort(stopped);
  }

  /** Resolves when nothing of a killed one arrives on the disk any more: the system would not let another begin before. */
  closed(): Promise<void> {
    return this.#closed;
  }

  /** SIGSTOP: everything it waits for comes late, until `thaw`. */
  freeze(): () => void {
    let thaw = (): void => undefined;
    this.#frozen = new Promise((resolve) => {
      thaw = () => {
        this.#frozen = null;
        resolve();
      };
    });
    return () => thaw();
  }

  get memberId(): string | null {
    return this.#member?.id ?? null;
  }

  /** Everything takes a while, and a dead process hears nothing any more. */
  async #delay(): Promise<void> {
    for (let turns = this.#random.below(4); turns >= 0; turns--) await new Promise(setImmediate);
    if (this.#frozen !== null) await this.#frozen;
    if (this.#dead) await new Promise(() => undefined);
  }

  #flaky(store: MemoryStore, mistake: Mistake): ObjectStore {
    return {
      ...memoryStore(),
      location: store.location,
      create: async (object, signal) => {
        await this.#delay();
        const answer = await store.create(object, signal);
        await this.#delay();
        if (mistake === '412 blindly') return 'created';
        // the store's own client has tried again, after an answer that was lost
        return this.#random.chance(0.1) ? 'exists' : answer;
      },
      startUpload: async (head, signal) => {
        await this.#delay();
        const upload = await store.startUpload(head, signal);
        await this.#delay();
        return this.#flakyUpload(upload);
      },
      getRange: async (key, range, signal) => {
        await this.#delay();
        return store.getRange(key, range, signal);
      },
      head: async (key, signal) => {
        await this.#delay();
        return store.head(key, signal);
      },
      get: async (key, signal) => {
        await this.#delay();
        return store.get(key, signal);
      },
    };
  }

  #flakyUpload(upload: ObjectUpload): ObjectUpload {
    return {
      uploadPart: async (number, pieces, signal) => {
        await this.#delay();
        await upload.uploadPart(number, pieces, signal);
        await this.#delay();
      },
      complete: async (condition, signal) => {
        await this.#delay();
        const answer = await upload.complete(condition, signal);
        await this.#delay();
        return this.#random.chance(0.1) ? 'exists' : answer;
      },
      abort: async (signal) => {
        await this.#delay();
        await upload.abort(signal);
      },
    };
  }

  #port(): KafkaPort {
    const group = this.#group;
    return {
      connect: () => this.#delay(),
      join: async (listener) => {
        await this.#delay();
        const member = this.#newMember(listener);
        this.#member = member;
        await group.join(member);
      },
      committed: async (partitions) => {
        await this.#delay();
        return partitions.map(({ topic, partition }) => {
          const known = group.committed.get(partitionKey(topic, partition));
          return { topic, partition, ...(known ?? { offset: -1n, metadata: '' }) };
        });
      },
      commit: async (ownership, offsets) => {
        await this.#delay();
        const results = group.commit(ownership, offsets);
        await this.#delay();
        return results;
      },
      offsets: async (partitions) => {
        await this.#delay();
        return new Map(partitions.map((at) => [partitionKey(at.topic, at.partition), 0n]));
      },
      bounds: async (partitions) => {
        await this.#delay();
        return new Map(
          partitions.map((at) => [partitionKey(at.topic, at.partition), this.#bounds(at)]),
        );
      },
      seek: (ownership, at, next) => {
        if (this.#member?.ownership?.assignment !== ownership.assignment) return false;
        this.#positions.set(partitionKey(at.topic, at.partition), { at, next, ownership });
        this.#onSeek();
        return true;
      },
      pause: () => undefined,
      passTurn: () => undefined,
      resume: () => undefined,
      chunks: (signal) => this.#chunks(signal),
      heldBytes: () => 0,
      incarnationOf: () => 'one',
      partitions: () => [],
      leave: async () => {
        const member = this.#member;
        this.#member = null;
        if (member === null || this.#dead) return;
        member.onDropped(member.partitions);
        member.listener.onLost(member.partitions);
        await group.forget(member.id);
      },
      close: () => Promise.resolve(),
    };
  }

  #newMember(listener: GroupListener): Member {
    return {
      id: `member-${++clients}`,
      listener,
      onHeld: (_ownership, partitions) => {
        const kept = new Set(partitions.map((at) => partitionKey(at.topic, at.partition)));
        for (const key of this.#positions.keys()) if (!kept.has(key)) this.#positions.delete(key);
      },
      onDropped: (partitions) => {
        for (const at of partitions) this.#positions.delete(partitionKey(at.topic, at.partition));
      },
      partitions: [],
      ownership: null,
      dead: false,
    };
  }

  #bounds(at: TopicPartition) {
    const end = this.#group.endOf(at.partition);
    const { topic, partition } = at;
    return { topic, partition, logStart: 0n, highWatermark: end, lastStable: end };
  }

  async #chunks(signal: AbortSignal): ReturnType<KafkaPort['chunks']> {
    while (!signal.aborted) {
      await this.#delay();
      const ready = [...this.#positions.values()].filter(
        ({ at, next }) => next < this.#group.endOf(at.partition),
      );
      if (ready.length > 0) return [this.#take(this.#random.pick(ready))];
      await this.#sought(signal);
    }
    return [];
  }

  /** Nothing is there until a partition is read from elsewhere: logs do not grow. */
  async #sought(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#onSeek = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #take(position: { at: TopicPartition; next: bigint; ownership: Ownership }) {
    const { at, ownership } = position;
    const start = position.next;
    const end = this.#group.endOf(at.partition);
    const size = BigInt(1 + this.#random.below(12));
    const next = start + size > end ? end : start + size;
    position.next = next;
    const log = this.#group.logs[at.partition] ?? [];
    const records = log.filter(({ offset }) => offset >= start && offset < next);
    return memoryChunk({ ...at, ownership, start, next, records });
  }
}
