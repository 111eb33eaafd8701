import { SluiceError } from '../../../shared/errors.ts';
import type { PipelineModel, S3SinkModel } from '../../../shared/pipeline/model.ts';
import type { Terminal } from '../command.ts';
import { chooseSource } from '../run/choose-source.ts';
import { openInput } from '../run/open-input.ts';
import { type RecordFormat, readRecords } from '../run/read-records.ts';
import type { RecordedRecord } from '../run/recorded-record.ts';
import { Summary } from '../run/summary.ts';
import { type Tried, tryRecorded } from '../run/try-recorded.ts';
import { sampleOf, type Sampled } from './sample.ts';

/** Records that are looked at; all that they become is in memory. */
export const maxRecords = 100_000;

interface SampleOptions {
  readonly model: PipelineModel;
  readonly format: RecordFormat;
  readonly source: string | undefined;
  readonly terminal: Terminal;
}

/**
 * Sends a sample through the pipeline; dead letters are told.
 * @throws {SluiceError} INPUT_UNREADABLE, and what `sluice run` throws
 */
export async function trySample(
  sample: string,
  { model, format, source, terminal }: SampleOptions,
): Promise<Tried> {
  const sourceOf = chooseSource(model, source);
  const isOneSource = format === 'values' || source !== undefined || model.sources.size === 1;
  const topics = isOneSource ? model.sources.get(sourceOf(null))?.topics : undefined;
  const topic = topics?.find((name) => !name.startsWith('^')) ?? 'recorded';
  const stream = await openInput(sample, terminal.cwd, terminal.stdin);
  // always the same, so that the same sample gives the same table
  const defaults = { topic, timestampMs: Date.UTC(2000, 0, 1) };
  const records = firstOf(readRecords(stream, sample, format, defaults), maxRecords, format);
  const { signal } = terminal;
  const tried = await tryRecorded(records, {
    model: withLines(model),
    sourceOf,
    summary: new Summary(),
    signal,
  });
  const [dead] = tried.deadLetters;
  if (dead !== undefined) {
    terminal.err(
      `warning: of the sample, dead letters: ${tried.deadLetters.length}, the first ${dead.code}: ${dead.reason}\n`,
    );
  }
  return tried;
}

/** Rows do not tell a number from its text: what their sinks get is looked at as lines. */
function withLines(model: PipelineModel): PipelineModel {
  const sinks = [...model.sinks].map(([name, sink]) => {
    const isRows = sink.encoding.codec === 'csv';
    return [name, isRows ? { ...sink, encoding: { codec: 'ndjson' as const } } : sink] as const;
  });
  return { ...model, sinks: new Map<string, S3SinkModel>(sinks) };
}

/** A value alone has no key; with one, its field is seen to be text. */
async function* firstOf(
  records: AsyncIterable<RecordedRecord>,
  most: number,
  format: RecordFormat,
): AsyncGenerator<RecordedRecord> {
  let count = 0;
  for await (const record of records) {
    yield format === 'values' ? { ...record, key: Buffer.from('key') } : record;
    count += 1;
    if (count === most) return;
  }
}

/** What the sample is to one sink. @throws {SluiceError} INPUT_UNREADABLE where it has nothing for it */
export function sampledOf(tried: Tried, sink: string, model: S3SinkModel): Sampled {
  const sampled = sampleOf(tried, sink, model);
  if (sampled.events > 0 && sampled.columns?.length !== 0) return sampled;
  throw new SluiceError(
    'INPUT_UNREADABLE',
    sampled.events === 0
      ? `the sample gives the sink '${sink}' no events; give one that does, or name another sink with --sink`
      : `the sample's events for the sink '${sink}' have no fields with a value; give others`,
  );
}
