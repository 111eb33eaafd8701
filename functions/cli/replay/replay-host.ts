import { Readable } from 'node:stream';
import { awaitSchemas } from '../../../shared/engine/await-schemas.ts';
import { buildEngine } from '../../../shared/engine/build-engine.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import type { Epoch, EpochObject } from '../../../shared/engine/epoch.ts';
import { parquetHere } from '../../../shared/encode/file/make-here.ts';
import { openSchemas } from '../../../shared/engine/open-schemas.ts';
import { required } from '../../../shared/engine/required.ts';
import { toolDelivery, type ToolPublishing } from '../../../shared/engine/tool-delivery.ts';
import { SluiceError, toSluiceError } from '../../../shared/errors.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { partitionKey, type TopicPartition } from '../../../shared/record.ts';
import { objectKey } from '../../../shared/sink/key/object-key.ts';
import { unpack } from '../../../shared/sink/compress/unpack.ts';
import type { ObjectStore, OutgoingObject } from '../../../shared/sink/object-store.ts';
import { recordedChunk } from '../run/recorded-chunk.ts';
import type { RecordedRecord } from '../run/recorded-record.ts';
import { splitLines } from '../run/split-lines.ts';

export interface ReplayHostOptions {
  readonly model: PipelineModel;
  /** By sink. */
  readonly stores: ReadonlyMap<string, ObjectStore>;
  readonly sourceOf: (topic: string) => string;
  /** Comes before every key. */
  readonly into: string;
  /** Objects are replaced, for places that cannot say what they hold. */
  readonly replaces: boolean;
}

/** Some records to be sent through the pipeline, and what is to become of them. */
export interface Batch {
  /** Lower-case letters and digits, at most 16: part of the keys, so that they follow from what was replayed. */
  readonly id: string;
  /** The time that `now()` is. */
  readonly openedAtMs: number;
  /** What other sinks would get was stored when the record came the first time. */
  readonly sinks: ReadonlySet<string>;
  /** In any order; a record that is there twice counts once. */
  readonly records: readonly RecordedRecord[];
}

/** A record that fails again, of one component. */
export interface FailedRecord extends TopicPartition {
  readonly offset: bigint;
  readonly component: string;
  readonly code: string;
  readonly reason: string;
}

/** What was stored so far. */
export interface Stored {
  events: number;
  objects: number;
  bytes: number;
  /** Objects that were there already: of a replay that was interrupted. */
  present: number;
}

/**
 * Sends batches through a pipeline, one at a time, with the engine that consumers run. A batch is cut by what is in it
 * alone, never by memory or time, and its keys hold its id, so that who does it again finds the same objects there. What
 * is rejected is told, and stored nowhere.
 */
export class ReplayHost {
  readonly stored: Stored = { events: 0, objects: 0, bytes: 0, present: 0 };
  readonly #options: ReplayHostOptions;
  readonly #engine: Engine;
  #batch: Batch = { id: '0', openedAtMs: 0, sinks: new Set(), records: [] };
  #failed: FailedRecord[] = [];
  #fatal: SluiceError | null = null;
  readonly #stopped = new AbortController();

  constructor(options: ReplayHostOptions) {
    this.#options = options;
    this.#engine = buildEngine({
      model: withRejectionsTold(options.model),
      stores: options.stores,
      schemas: openSchemas(options.model, (event) => {
        // nobody is there who would wait for it
        if (event.name === 'schema_retry' && event.error.code !== 'SCHEMA_UNKNOWN') {
          this.#giveUp(event.error);
        }
      }),
      emit: () => undefined,
      clock: () => this.#batch.openedAtMs,
      delivery: () => toolDelivery(this.#publishing()),
      inParts: null,
      parquet: parquetHere,
      onFatal: (error) => this.#giveUp(error),
    });
  }

  #giveUp(error: SluiceError): void {
    this.#fatal ??= error;
    this.#stopped.abort();
    this.#engine.release();
  }

  /**
   * Resolves when everything of the batch is stored.
   * @returns what failed again, for each component that rejected it
   * @throws {SluiceError} STORE_*, and EPOCH_CONFLICT where something else lies under a key
   */
  async replay(batch: Batch): Promise<readonly FailedRecord[]> {
    this.#batch = batch;
    this.#failed = [];
    const partitions = Map.groupBy(batch.records, ({ topic, partition }) =>
      partitionKey(topic, partition),
    );
    for (const records of partitions.values()) {
      const rising = onceEach(records);
      const [first] = rising;
      if (first === undefined) continue;
      const source = required(this.#engine.sources, this.#options.sourceOf(first.topic));
      source.assign(first, null, first.offset);
      const chunk = recordedChunk(first.offset, rising);
      await awaitSchemas(source, chunk, this.#stopped.signal);
      if (this.#fatal === null) source.accept(chunk);
    }
    this.#engine.cutAll('end');
    await this.#engine.settled();
    this.#engine.release();
    if (this.#fatal !== null) throw this.#fatal;
    return this.#failed;
  }

  #publishing(): ToolPublishing {
    return {
      prepare: () => Promise.resolve('store'),
      describe: (epoch, entry) => ({
        key: this.#keyOf(epoch, entry),
        metadata: this.#metadataOf(epoch, entry),
      }),
      store: async (_epoch, entry, outgoing, signal) => {
        const { deadLetter, sink } = entry.destination;
        if (deadLetter) this.#failed.push(...(await rejectedIn(outgoing)));
        else if (this.#batch.sinks.has(sink)) await this.#store(entry, outgoing, signal);
      },
    };
  }

  #keyOf(epoch: Epoch, { destination, object, number }: EpochObject): string {
    const { topic, partition, first } = epoch.only;
    const { extension } = destination;
    const prefix = this.#options.into + object.prefix;
    return objectKey({
      prefix,
      topic,
      partition,
      first,
      number,
      variant: this.#batch.id,
      extension,
    });
  }

  #metadataOf(
    epoch: Epoch,
    { destination, object }: EpochObject,
  ): Readonly<Record<string, string>> {
    const { model, sourceOf } = this.#options;
    const { topic, partition, first } = epoch.only;
    return {
      'sluice-pipeline': model.name,
      'sluice-group': encodeURIComponent(model.sources.get(sourceOf(topic))?.groupId ?? ''),
      'sluice-fingerprint': model.fingerprint,
      'sluice-replay': this.#batch.id,
      'sluice-replay-first': String(first),
      'sluice-sink': destination.sink,
      'sluice-topic': topic,
      'sluice-partition': String(partition),
      'sluice-events': String(object.events),
      'sluice-crc32': object.contentCrc32,
    };
  }

  async #store(
    { destination: { sink }, object }: EpochObject,
    outgoing: OutgoingObject,
    signal: AbortSignal,
  ): Promise<void> {
    const store = required(this.#options.stores, sink);
    const { key, metadata, byteLength } = outgoing;
    if (this.#options.replaces) await store.put(outgoing, signal);
    else if ((await store.create(outgoing, signal)) === 'exists') {
      const theirs = (await store.head(key, signal))?.metadata ?? {};
      for (const name of ['sluice-replay', 'sluice-events', 'sluice-crc32']) {
        if (theirs[name] === metadata[name]) continue;
        throw new SluiceError(
          'EPOCH_CONFLICT',
          `${store.location}/${key} is there already, and it is not of this replay: its ${name} is ` +
            `${theirs[name] ?? 'missing'}, not ${metadata[name]}`,
        );
      }
      this.stored.present++;
    }
    this.stored.events += object.events;
    this.stored.objects++;
    this.stored.bytes += byteLength;
  }
}

/** Every component hands over what it rejects, whatever the pipeline says; each epoch is of one partition. */
function withRejectionsTold(model: PipelineModel): PipelineModel {
  const [first = ''] = model.sinks.keys();
  const told = (sink: string) => ({ action: 'dead_letter', keyPrefix: 'rejected/', sink }) as const;
  return {
    ...model,
    delivery: 'exact',
    // they have shown what there was to see
    outlets: new Map(),
    sources: new Map(
      [...model.sources].map(([name, source]) => [name, { ...source, onRejection: told(first) }]),
    ),
    sinks: new Map(
      [...model.sinks].map(([name, sink]) => [name, { ...sink, onRejection: told(name) }]),
    ),
  };
}

function onceEach(records: readonly RecordedRecord[]): readonly RecordedRecord[] {
  const rising = records.toSorted((a, b) =>
    a.offset < b.offset ? -1 : Number(a.offset > b.offset),
  );
  const once: RecordedRecord[] = [];
  for (const record of rising) {
    const before = once.at(-1);
    if (before?.offset !== record.offset) once.push(record);
    else if (record.events !== undefined && before.events !== undefined) {
      // letters of one record about other events of it
      const events = [...new Set([...before.events, ...record.events])].toSorted();
      once[once.length - 1] = { ...before, events };
    }
  }
  return once;
}

async function rejectedIn({ body }: OutgoingObject): Promise<readonly FailedRecord[]> {
  const failed: FailedRecord[] = [];
  const pieces = body.map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.length));
  try {
    for await (const { bytes } of splitLines(unpack(Readable.from(pieces)))) {
      const letter = JSON.parse(bytes.toString('utf8')) as Omit<FailedRecord, 'offset'> & {
        readonly offset: number;
      };
      const { topic, partition, offset, component, code, reason } = letter;
      failed.push({ topic, partition, offset: BigInt(offset), component, code, reason });
    }
  } catch (thrown) {
    throw toSluiceError(thrown);
  }
  return failed;
}
