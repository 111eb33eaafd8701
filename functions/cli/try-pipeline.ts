import { Readable } from 'node:stream';
import type { FileMaker } from '../../shared/encode/parquet/make-file.ts';
import { checkPipeline } from '../../shared/pipeline/load.ts';
import type { Environment } from '../../shared/pipeline/environment.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { RejectionCode } from '../../shared/record.ts';
import { createMemoryStore, type MemoryStore } from '../../shared/sink/memory-store.ts';
import { unpack } from '../../shared/sink/compress/unpack.ts';
import { messagesCompiler } from './messages-compiler.ts';
import { chooseSource } from './run/choose-source.ts';
import { parseRecord, type RecordedRecord } from './run/recorded-record.ts';
import { runRecorded } from './run/run-recorded.ts';
import { Summary } from './run/summary.ts';

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

/** An object that would have been stored. */
export interface TriedObject {
  readonly sink: string;
  readonly key: string;
  /** As it would be stored, unpacked; of a Parquet file the events that it is made of, a line of JSON each. */
  readonly text: string;
  /** Its events, parsed; text that is no JSON stays text. */
  readonly events: readonly unknown[];
}

/** A record that would have become a dead letter. */
export interface TriedDeadLetter {
  readonly code: RejectionCode;
  readonly stage: string;
  readonly component: string;
  readonly reason: string;
  readonly value?: string | null;
  /** In place of `value`, where it is no text. */
  readonly valueBase64?: string;
}

export interface Tried {
  /** By sink, then key. */
  readonly objects: readonly TriedObject[];
  readonly deadLetters: readonly TriedDeadLetter[];
}

/** What would become a file stays as it is held until then. */
const asLines: FileMaker = {
  compressHeld: false,
  makerOf: () => (lines) => Promise.resolve(lines.pieces),
};

const defaultTimestampMs = Date.UTC(2000, 0, 1);

/**
 * Sends records through a pipeline in memory and tells what would be stored: for the tests of a pipeline.
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
  const messages = messagesCompiler(options.folder ?? '.');
  const { model } = checkPipeline(pipeline, { env: options.env ?? {}, messages });
  const sourceOf = chooseSource(model, options.source);
  const stores = new Map([...model.sinks.keys()].map((sink) => [sink, createMemoryStore()]));
  const topic = defaultTopic(model, options.source);
  await runRecorded(recordsOf(records, topic), {
    model,
    stores,
    sourceOf,
    summary: new Summary(),
    signal: new AbortController().signal,
    parquet: asLines,
  });
  return sortOut(model, stores);
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

async function sortOut(
  model: PipelineModel,
  stores: ReadonlyMap<string, MemoryStore>,
): Promise<Tried> {
  const objects: TriedObject[] = [];
  const deadLetters: TriedDeadLetter[] = [];
  const prefixes = deadLetterFolders(model);
  for (const [sink, store] of stores) {
    for (const [key, { bytes }] of store.objects) {
      const text = await textOf(bytes);
      if (prefixes.some((prefix) => key.startsWith(prefix))) {
        deadLetters.push(...(eventsOf(text) as TriedDeadLetter[]));
      } else {
        objects.push({ sink, key, text, events: eventsOf(text) });
      }
    }
  }
  const order = (object: TriedObject): string => `${object.sink} ${object.key}`;
  return {
    objects: objects.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)),
    deadLetters,
  };
}

/** The literal folders of dead letters; loading refuses one that lies in a sink's own. */
function deadLetterFolders({ sources, sinks }: PipelineModel): readonly string[] {
  return [...sources.values(), ...sinks.values()].map(
    ({ onRejection }) => /^[^%]*\//.exec(onRejection.keyPrefix)?.[0] ?? onRejection.keyPrefix,
  );
}

async function textOf(body: Buffer): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of unpack(Readable.from([body]))) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** One event a line, or those of one array. */
function eventsOf(text: string): readonly unknown[] {
  const whole = parsed(text);
  if (Array.isArray(whole)) return whole;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parsed);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
