import { Readable } from 'node:stream';
import type { FileMaker } from '../../../shared/encode/file/make-file.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { RejectionCode } from '../../../shared/record.ts';
import { unpack } from '../../../shared/sink/compress/unpack.ts';
import { createMemoryStore, type MemoryStore } from '../../../shared/sink/memory-store.ts';
import { messageLines } from './message-lines.ts';
import type { RecordedRecord } from './recorded-record.ts';
import { runRecorded, type RunOptions } from './run-recorded.ts';

/** An object that would have been stored. */
export interface TriedObject {
  readonly sink: string;
  readonly key: string;
  /** As it would be stored, unpacked; of a file of Parquet, Avro or messages the events in it, a line of JSON each. */
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

/**
 * Sends recorded records through a pipeline in memory, and tells what would be stored.
 * @throws {SluiceError} what `runRecorded` throws
 */
export async function tryRecorded(
  records: AsyncIterable<RecordedRecord>,
  options: Omit<RunOptions, 'stores' | 'parquet'>,
): Promise<Tried> {
  const { model } = options;
  const stores = new Map([...model.sinks.keys()].map((sink) => [sink, createMemoryStore()]));
  // nobody is to see them
  const quiet = { ...model, outlets: new Map<string, never>() };
  await runRecorded(records, { ...options, model: quiet, stores, parquet: asLines });
  return sortOut(model, stores);
}

async function sortOut(
  model: PipelineModel,
  stores: ReadonlyMap<string, MemoryStore>,
): Promise<Tried> {
  const objects: TriedObject[] = [];
  const deadLetters: TriedDeadLetter[] = [];
  const prefixes = deadLetterFolders(model);
  for (const [sink, store] of stores) {
    const encoding = model.sinks.get(sink)?.encoding;
    const codec = encoding?.codec === 'protobuf' ? encoding.messages.createCodec() : null;
    for (const [key, { bytes }] of store.objects) {
      const content = await unpacked(bytes);
      if (prefixes.some((prefix) => key.startsWith(prefix))) {
        deadLetters.push(...(eventsOf(content.toString('utf8')) as TriedDeadLetter[]));
      } else {
        const text = codec === null ? content.toString('utf8') : messageLines(content, codec);
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

async function unpacked(body: Buffer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of unpack(Readable.from([body]))) pieces.push(piece);
  return Buffer.concat(pieces);
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
