import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Schemas } from '../../shared/decode/registry/schemas.ts';
import { buildEngine } from '../../shared/engine/build-engine.ts';
import { awaitSchemas } from '../../shared/engine/await-schemas.ts';
import type { SourceEngine } from '../../shared/engine/source-engine.ts';
import { originOf, replacingPublishing, toolDelivery } from '../../shared/engine/tool-delivery.ts';
import { parquetHere } from '../../shared/encode/file/make-here.ts';
import { required } from '../../shared/engine/required.ts';
import { SluiceError, toSluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { ObjectWriter } from '../../shared/sink/object-store.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import type { EventPartition } from './event.ts';
import { eventChunk, openingTime } from './event-chunk.ts';
import { sourcesOf } from './sources-of.ts';

export interface RunOptions {
  readonly model: PipelineModel;
  /** By sink. */
  readonly stores: ReadonlyMap<string, ObjectWriter>;
  /** By source, of those whose values name a schema; left out: there is none. */
  readonly schemas?: ReadonlyMap<string, Schemas>;
  readonly emit: Emit;
  /** Aborted when the answer is due: what is not stored by then has failed. */
  readonly deadline: AbortSignal;
}

/** By the partition's name: why not all of it is stored. What is not in it is stored. */
export type Failures = ReadonlyMap<string, SluiceError>;

/**
 * Sends the records of one invocation through the pipeline, and waits until they are stored. An engine of its own for
 * each invocation: nothing of one that failed, or ran out of time, can come into the next, and several may run at once.
 *
 * Lambda keeps the offsets, so nothing is committed and no epoch needs a record. Keys follow from the first offset, and
 * objects are replaced: a retry that begins at the same offset, as long or longer, replaces what it had stored before.
 * That holds as long as all that decides what an object becomes is in its records: so an epoch begins at the time of its
 * partition's first record, and neither memory nor age ends one.
 */
export async function runEvent(
  partitions: readonly EventPartition[],
  options: RunOptions,
): Promise<Failures> {
  const { model, stores, schemas = new Map<string, Schemas>(), emit, deadline } = options;
  const failures = new Map<string, SluiceError>();
  const unplaced: SluiceError[] = [];
  const stored = new Map<string, bigint>();
  let openedAtMs = 0;
  const engine = buildEngine({
    model,
    stores,
    schemas,
    emit,
    clock: () => openedAtMs,
    delivery: (source) =>
      toolDelivery(replacingPublishing(originOf(model, source), emit), (spans) => {
        for (const span of spans) stored.set(place(source, span), span.next);
      }),
    inParts: null,
    parquet: parquetHere,
    onFatal: (error, of) => {
      if (of.length === 0) unplaced.push(error);
      for (const at of of) fail(failures, at, error);
    },
  });
  const onDeadline = (): void => engine.release();
  deadline.addEventListener('abort', onDeadline, { once: true });
  // what waits for a schema keeps no other partition waiting
  const waiting: Promise<void>[] = [];
  const takeLater = async (
    source: SourceEngine,
    chunk: Chunk,
    partition: EventPartition,
    accept: () => void,
  ): Promise<void> => {
    try {
      await awaitSchemas(source, chunk, deadline);
      if (!deadline.aborted) accept();
      else fail(failures, partition, withoutSchema(partition, schemas.values()));
    } catch (thrown) {
      fail(failures, partition, toSluiceError(thrown));
    }
  };
  const begun = new Map<EventPartition, { sources: readonly string[]; next: bigint }>();
  try {
    for (const partition of partitions) {
      if (deadline.aborted) break;
      try {
        const sources = sourcesOf(model, partition.topic);
        const chunk = eventChunk(partition);
        begun.set(partition, { sources, next: chunk.next });
        for (const name of sources) {
          const source = required(engine.sources, name);
          source.assign(chunk, null, chunk.start);
          const accept = (): void => {
            openedAtMs = openingTime(partition);
            take(source, chunk);
          };
          if (source.needs(chunk) === null) accept();
          else waiting.push(takeLater(source, chunk, partition, accept));
        }
      } catch (thrown) {
        fail(failures, partition, toSluiceError(thrown));
      }
      // so that uploads begin, and the deadline is heard of
      await nextTurn();
    }
    await Promise.all(waiting);
    await engine.settled();
  } finally {
    deadline.removeEventListener('abort', onDeadline);
    engine.release();
  }
  for (const partition of partitions) {
    const taken = begun.get(partition);
    if (taken?.sources.every((name) => stored.get(place(name, partition)) === taken.next)) continue;
    fail(failures, partition, unplaced[0] ?? outOfTime(partition));
  }
  return failures;
}

type Chunk = ReturnType<typeof eventChunk>;

function take(source: SourceEngine, chunk: Chunk): void {
  try {
    source.accept(chunk);
  } catch (thrown) {
    // nothing of a partition that stops the pipeline is stored: all of it comes again
    source.release(chunk);
    throw thrown;
  }
  const lane = source.lane(chunk);
  if (lane !== undefined) source.cut(lane, 'end');
}

function place(source: string, { topic, partition }: TopicPartition): string {
  return `${source} ${partitionKey(topic, partition)}`;
}

/** The first reason is the one that is told. */
function fail(
  failures: Map<string, SluiceError>,
  { topic, partition }: TopicPartition,
  error: SluiceError,
): void {
  const name = `${topic}-${partition}`;
  if (!failures.has(name)) failures.set(name, error);
}

function withoutSchema({ name }: EventPartition, all: Iterable<Schemas>): SluiceError {
  const [cause] = [...all].flatMap(({ unavailable }) => unavailable ?? []);
  const message = `'${name}' waited for a schema until the time was up`;
  return new SluiceError('DEADLINE', message, cause === undefined ? undefined : { cause });
}

function outOfTime({ name }: EventPartition): SluiceError {
  return new SluiceError('DEADLINE', `'${name}' was not stored before the time was up`);
}
