import { checkPipeline } from '../../shared/pipeline/load.ts';
import type { Environment } from '../../shared/pipeline/environment.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { compilersFor } from './compilers-for.ts';
import { chooseSource } from './run/choose-source.ts';
import { parseRecord, type RecordedRecord } from './run/recorded-record.ts';
import { Summary } from './run/summary.ts';
import { type Tried, tryRecorded } from './run/try-recorded.ts';

export type { Tried, TriedDeadLetter, TriedObject } from './run/try-recorded.ts';

/** A record to try; only the value is required. */
export interface TryRecord {
  /** Text and bytes as they are, anything else as JSON, null for a tombstone. */
  readonly value: unknown;
  readonly key?: string | null;
  /** RFC 3339, or milliseconds since 1970. Default: 2000-01-01T00:00:00Z. */
  readonly timestamp?: string | number | null;
  /** Default: the source's first topic. */
  readonly topic?: string;
  /** Default: 0. */
  readonly partition?: number;
  /** Default: the record's place in the list. */
  readonly offset?: number;
  readonly headers?: readonly { readonly name: string; readonly value: string | null }[];
}

export interface TryOptions {
  /** Default: none is set, so that a test does not depend on the machine. */
  readonly env?: Environment;
  /** Of the pipeline's file, from which paths of schemas are: `import.meta.dirname`. Default: the working directory. */
  readonly folder?: string;
  /** The source that the records are for, where the pipeline has several. */
  readonly source?: string;
}

const defaultTimestampMs = Date.UTC(2000, 0, 1);

/**
 * Sends records through a pipeline in memory and tells what would be stored: for the tests of a pipeline. No registry is
 * asked for columns, so events are not compared with those.
 * @throws {SluiceError} CONFIG_INVALID where the pipeline has faults; RECORD_REJECTED where it says `stop`
 *
 * @example
 * const { objects } = await tryPipeline(pipeline, [{ value: { device: 'a' } }]);
 */
export async function tryPipeline(
  pipeline: unknown,
  records: readonly TryRecord[],
  options: TryOptions = {},
): Promise<Tried> {
  const compilers = compilersFor(options.folder ?? '.');
  const { model } = checkPipeline(pipeline, {
    env: options.env ?? {},
    ...compilers,
    columns: null,
  });
  const sourceOf = chooseSource(model, options.source);
  const topic = defaultTopic(model, options.source);
  return tryRecorded(recordsOf(records, topic), {
    model,
    sourceOf,
    summary: new Summary(),
    signal: new AbortController().signal,
  });
}

function defaultTopic({ sources }: PipelineModel, named: string | undefined): string {
  const source = named === undefined ? [...sources.values()][0] : sources.get(named);
  return source?.topics.find((name) => !name.startsWith('^')) ?? 'recorded';
}

async function* recordsOf(
  records: readonly TryRecord[],
  topic: string,
): AsyncGenerator<RecordedRecord> {
  const defaults = { topic, timestampMs: defaultTimestampMs };
  for (const [index, record] of records.entries()) {
    const bytes = Buffer.from(JSON.stringify(writtenOf(record)));
    yield await Promise.resolve(parseRecord({ number: index + 1, bytes }, defaults));
  }
}

/** A record as recordings have it. */
function writtenOf({ value, ...record }: TryRecord): object {
  if (!(value instanceof Uint8Array)) return { ...record, value };
  return { ...record, valueBase64: Buffer.from(value).toString('base64') };
}
