import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { usageError } from '../arguments.ts';
import { parseRecord, type RecordedRecord } from '../run/recorded-record.ts';
import { Summary } from '../run/summary.ts';
import { type TriedDeadLetter, tryRecorded } from '../run/try-recorded.ts';

/** An event, as a line of JSON with its numbers as they are written, and the output that it came out of. */
export interface TappedEvent {
  readonly output: string;
  readonly json: string;
}

export interface RanSamples {
  readonly events: readonly TappedEvent[];
  readonly rejected: readonly TriedDeadLetter[];
}

/**
 * Sends records that a consumer has shown through the components of their source.
 * @param lines records, as `recordedLine` writes them
 * @param models by source, of `tapModel`
 */
export async function runSamples(
  lines: readonly string[],
  models: ReadonlyMap<string, PipelineModel | null>,
  signal: AbortSignal,
): Promise<RanSamples> {
  const events: TappedEvent[] = [];
  const rejected: TriedDeadLetter[] = [];
  for (const [source, records] of bySource(lines)) {
    const model = models.get(source);
    if (model === undefined) {
      throw usageError(
        `the consumer has a source '${source}', and this pipeline file has none; name the file that it was built from`,
      );
    }
    if (model === null) continue;
    const { deadLetters, objects } = await tryRecorded(inOrder(records), {
      model,
      sourceOf: () => source,
      summary: new Summary(),
      signal,
    });
    rejected.push(...deadLetters);
    for (const { sink, text } of objects) {
      for (const json of text.split('\n')) if (json !== '') events.push({ output: sink, json });
    }
  }
  return { events, rejected };
}

function bySource(lines: readonly string[]): ReadonlyMap<string, readonly RecordedRecord[]> {
  const sources = new Map<string, RecordedRecord[]>();
  for (const line of lines) {
    const { source } = JSON.parse(line) as { readonly source: string };
    const defaults = { topic: source, timestampMs: -1 };
    const record = parseRecord({ number: 1, bytes: Buffer.from(line) }, defaults);
    const records = sources.get(source);
    if (records === undefined) sources.set(source, [record]);
    else records.push(record);
  }
  return sources;
}

/** Offsets that rise, each once: a partition may be read again while somebody looks. */
async function* inOrder(records: readonly RecordedRecord[]): AsyncGenerator<RecordedRecord> {
  const seen = new Map<string, RecordedRecord>();
  for (const record of records) {
    seen.set(`${record.topic}/${record.partition}/${record.offset}`, record);
  }
  yield* [...seen.values()].toSorted((a, b) => (a.offset < b.offset ? -1 : 1));
}
