import { resolve } from 'node:path';
import { checkPipeline } from '../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { openPipeline } from './open-pipeline.ts';
import { chooseSource } from './run/choose-source.ts';
import { filesInto } from './run/files-into.ts';
import { createFolderStore } from './run/folder-store.ts';
import { openInput } from './run/open-input.ts';
import { readRecords, recordFormat } from './run/read-records.ts';
import { runRecorded } from './run/run-recorded.ts';
import { Summary } from './run/summary.ts';

const usage = `Usage: sluice run PIPELINE --input FILE|- --output DIR [options]

Sends recorded events through a pipeline into a folder laid out as the bucket would be. Needs no Kafka and no S3. Files
of a 'file' sink come below the folder, too, under their whole paths.

  --input FILE|-     lines of JSON; '-' is stdin; unpacked where the name ends in .gz or .zst
  --output DIR       where objects go; made where it is missing
  --format FORMAT    values (default): each line is a record's value
                     records: each line is {"topic","partition","offset","timestamp","key","value","headers"} with any
                     of them but the value left out, Base64 as "valueBase64" and "keyBase64"; dead letters are such lines
  --source NAME      the source that the events are for, where the pipeline has several
  --timestamp TIME   time of records that have none, RFC 3339; default: now
  --help             print this

Environment variables that are not set are no fault here: buckets and brokers are not needed.
`;

/** `sluice run`: try a pipeline on recorded events. */
export const run: Command = {
  name: 'run',
  summary: 'try a pipeline on recorded events, into a folder',
  usage,
  run: async (args, terminal) => {
    const kinds = {
      input: 'string',
      output: 'string',
      format: 'string',
      source: 'string',
      timestamp: 'string',
    } as const;
    const { values, words } = readArguments(args, kinds, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const { input, output } = values;
    if (input === undefined) throw usageError("--input is missing; give a file, or '-' for stdin");
    if (output === undefined) throw usageError('--output is missing; give a folder');
    const format = recordFormat(values.format);
    const timestampMs = timeOf(values.timestamp);
    const { definition, checks } = await openPipeline(words[0] ?? '', terminal);
    const { model, unresolved } = checkPipeline(definition, { env: terminal.env, ...checks });
    if (unresolved.length > 0) {
      terminal.err(
        `not set in the environment, and not needed or stood in for: ${unresolved.join(', ')}\n`,
      );
    }
    const sourceOf = chooseSource(model, values.source);
    const isOneSource =
      format === 'values' || values.source !== undefined || model.sources.size === 1;
    const source = isOneSource ? model.sources.get(sourceOf(null)) : undefined;
    const topic = source?.topics.find((name) => !name.startsWith('^')) ?? 'recorded';
    const folder = resolve(terminal.cwd, output);
    const stream = await openInput(input, terminal.cwd, terminal.stdin);
    const summary = new Summary();
    const records = readRecords(stream, input, format, { topic, timestampMs });
    await runRecorded(records, {
      model: filesInto(model, folder),
      stores: await openStores(model, folder, terminal),
      sourceOf,
      summary,
      signal: terminal.signal,
    });
    terminal.err(summary.text(output));
    return terminal.signal.aborted ? 130 : 0;
  },
};

/** One folder a bucket; the output folder itself where all sinks share one. */
async function openStores(
  { sinks }: PipelineModel,
  output: string,
  { signal }: Terminal,
): Promise<ReadonlyMap<string, ObjectStore>> {
  const buckets = new Set([...sinks.values()].map(({ store }) => store.bucket));
  const stores = new Map<string, ObjectStore>();
  for (const [name, { store }] of sinks) {
    const folder = createFolderStore(buckets.size > 1 ? resolve(output, store.bucket) : output);
    await folder.check(signal);
    stores.set(name, folder);
  }
  return stores;
}

function timeOf(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const timestampMs = Date.parse(text);
  if (Number.isNaN(timestampMs)) {
    throw usageError(`--timestamp: got '${text}'; allowed: a time like 2026-01-31T12:00:00Z`);
  }
  return timestampMs;
}
