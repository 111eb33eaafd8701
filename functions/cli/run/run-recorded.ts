import { awaitSchemas } from '../../../shared/engine/await-schemas.ts';
import { buildEngine } from '../../../shared/engine/build-engine.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import type { FileMaker } from '../../../shared/encode/file/make-file.ts';
import { parquetHere } from '../../../shared/encode/file/make-here.ts';
import { openSchemas } from '../../../shared/engine/open-schemas.ts';
import { required } from '../../../shared/engine/required.ts';
import type { SourceEngine } from '../../../shared/engine/source-engine.ts';
import {
  originOf,
  replacingPublishing,
  toolDelivery,
} from '../../../shared/engine/tool-delivery.ts';
import { SluiceError, toSluiceError } from '../../../shared/errors.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { partitionKey } from '../../../shared/record.ts';
import type { ObjectStore } from '../../../shared/sink/object-store.ts';
import type { Emit } from '../../../shared/telemetry/events.ts';
import { recordedChunk, sizeOf } from './recorded-chunk.ts';
import type { RecordedRecord } from './recorded-record.ts';
import type { Summary } from './summary.ts';

/** A chunk is handed over when it has so many bytes or records. */
const chunkBytes = 1024 * 1024;
const chunkRecords = 10_000;

export interface RunOptions {
  readonly model: PipelineModel;
  /** By sink. */
  readonly stores: ReadonlyMap<string, ObjectStore>;
  /** Which source a record of this topic belongs to. */
  readonly sourceOf: (topic: string) => string;
  readonly summary: Summary;
  readonly signal: AbortSignal;
  /** Where Parquet files are made; left out: here. */
  readonly parquet?: FileMaker;
}

/**
 * Sends recorded records through the pipeline as a consumer would, and stores what is open at the end. Holds no more
 * than `buffer.maxBytes` and one chunk a partition.
 * @throws {SluiceError} whatever ends a consumer too, and INPUT_UNREADABLE where offsets do not rise
 */
export async function runRecorded(
  records: AsyncIterable<RecordedRecord>,
  options: RunOptions,
): Promise<void> {
  const { model, stores, summary } = options;
  const failure = new AbortController();
  // Nothing more is stored: uploads under way are called off, and what waits for them goes on.
  const giveUp = (error: SluiceError): void => {
    failure.abort(error);
    engine.release();
  };
  const emit: Emit = (event) => {
    summary.emit(event);
    // Nobody frees a disk or mends a folder while a try-out waits.
    if (event.name === 'store_retry') giveUp(event.error);
    // nor mends a registry; one that answers may get the schema within its limit
    if (event.name === 'schema_retry' && event.error.code !== 'SCHEMA_UNKNOWN') giveUp(event.error);
  };
  const engine = buildEngine({
    model,
    stores,
    schemas: openSchemas(model, emit),
    clock: Date.now,
    // a file can be read again as often as one likes, and each time gives the same objects
    delivery: (source) => toolDelivery(replacingPublishing(originOf(model, source), emit)),
    inParts: null,
    parquet: options.parquet ?? parquetHere,
    onFatal: giveUp,
    emit,
  });
  const stop = AbortSignal.any([options.signal, failure.signal]);
  const onSignal = (): void => engine.release();
  options.signal.addEventListener('abort', onSignal);
  try {
    await feed(records, engine, options, stop);
    engine.cutAll('end');
    await engine.settled();
  } catch (thrown) {
    const error = toSluiceError(thrown);
    if (error.code !== 'RECORD_REJECTED') throw error;
    // What came before the record that stopped the pipeline is stored all the same.
    engine.cutAll('end');
    await engine.settled();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', onSignal);
    engine.release();
    await engine.close();
  }
  if (failure.signal.aborted) throw toSluiceError(failure.signal.reason);
}

interface Waiting {
  readonly source: SourceEngine;
  readonly topic: string;
  readonly partition: number;
  position: bigint;
  records: RecordedRecord[];
}

async function feed(
  records: AsyncIterable<RecordedRecord>,
  engine: Engine,
  { sourceOf, summary }: RunOptions,
  stop: AbortSignal,
): Promise<void> {
  const partitions = new Map<string, Waiting>();
  let bytes = 0;
  let count = 0;
  const flush = async (): Promise<void> => {
    for (const waiting of partitions.values()) {
      if (waiting.records.length === 0) continue;
      await engine.room(stop);
      if (stop.aborted) return;
      const chunk = recordedChunk(waiting.position, waiting.records);
      waiting.records = [];
      waiting.position = chunk.next;
      await awaitSchemas(waiting.source, chunk, stop);
      if (stop.aborted) return;
      waiting.source.accept(chunk);
    }
    bytes = 0;
    count = 0;
  };
  for await (const record of records) {
    if (stop.aborted) return;
    waitingFor(record, partitions, engine, sourceOf).records.push(record);
    summary.records += 1;
    bytes += sizeOf(record);
    count += 1;
    if (bytes >= chunkBytes || count >= chunkRecords) await flush();
  }
  await flush();
}

/** The partition that a record belongs to, begun at its first record. */
function waitingFor(
  { topic, partition, offset }: RecordedRecord,
  partitions: Map<string, Waiting>,
  engine: Engine,
  sourceOf: (topic: string) => string,
): Waiting {
  const key = partitionKey(topic, partition);
  const known = partitions.get(key);
  if (known !== undefined) {
    const position = (known.records.at(-1)?.offset ?? known.position - 1n) + 1n;
    if (offset >= position) return known;
    throw new SluiceError(
      'INPUT_UNREADABLE',
      `offset ${offset} of ${topic}/${partition} comes after ${position - 1n}; allowed: offsets that rise within a partition`,
    );
  }
  const source = required(engine.sources, sourceOf(topic));
  source.assign({ topic, partition }, null, offset);
  const waiting: Waiting = { source, topic, partition, position: offset, records: [] };
  partitions.set(key, waiting);
  return waiting;
}
