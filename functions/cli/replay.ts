import { resolve } from 'node:path';
import { required } from '../../shared/engine/required.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../shared/sink/object-store.ts';
import { readArguments, usageError } from './arguments.ts';
import { loadToolPort } from './load-tool-port.ts';
import { Buckets } from './audit/buckets.ts';
import { groupOf } from './audit/object-claim.ts';
import { type Folder, placesOf } from './audit/places.ts';
import type { Command, Terminal } from './command.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import { parsePosition, parseTime } from './position.ts';
import type { LetterFilter } from './replay/marker.ts';
import { withOpenGates } from './replay/open-gates.ts';
import { ReplayHost } from './replay/replay-host.ts';
import { replayLetters } from './replay/replay-letters.ts';
import { replayRange } from './replay/replay-range.ts';
import { ReplaySummary } from './replay/summary.ts';
import { chooseSource } from './run/choose-source.ts';
import { createFolderStore } from './run/folder-store.ts';

const usage = `Usage: sluice replay PIPELINE --dead-letters [options]
       sluice replay PIPELINE --topic T --from POSITION --until POSITION --into PREFIX|--output DIR [options]

Sends records through the pipeline as it is now, and stores what succeeds. Joins no group and moves no offset. Run again,
also after an interruption, it stores nothing a second time.

Dead letters are read from the bucket. A record goes only where it is missing: into the sinks below the component that
had rejected it. What fails again is told by code and stays where it is, for the next replay.

  --dead-letters     replay the dead letters of the pipeline
  --code CODES       only those with these codes, separated by commas: NOT_JSON, TRANSFORM_REJECTED, …
  --from, --until    only records of this time, like 2026-01-31T12:00:00Z; --until is the first that is left out
  --prefix PREFIX    where dead letters are, in place of the pipeline's own prefixes

A range is read from Kafka. It is in the lake already, so it needs another place.

  --topic TOPIC      the topic
  --partition N      one partition; default: all
  --from, --until    earliest, latest, an offset, or a time; --until is the first that is left out

  --into PREFIX      comes before every key
  --output DIR       into a folder instead of the bucket: a try-out, of which nothing is noted
  --allow-duplicates stores although that may be there already
  --source NAME      the source, where the pipeline has several
  --json             one JSON object instead of text
  --help             print this

It is noted below _sluice/+replayed/ what was replayed. One replay at a time, please.
`;

/** `sluice replay`: records once more, through the pipeline as it is now. */
export const replay: Command = {
  name: 'replay',
  summary: 'send dead letters, or a range, through the pipeline again',
  usage,
  run: async (args, terminal) => {
    const kinds = {
      'dead-letters': 'boolean',
      topic: 'string',
      partition: 'string',
      from: 'string',
      until: 'string',
      code: 'string',
      prefix: 'string',
      into: 'string',
      output: 'string',
      'allow-duplicates': 'boolean',
      source: 'string',
      json: 'boolean',
    } as const;
    const { values, words } = readArguments(args, kinds, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const isLetters = values['dead-letters'] === true;
    checkOptions(values, isLetters);
    const model = await loadPipelineFile(words[0] ?? '', terminal);
    if (model.sinks.size === 0) {
      throw usageError('no sink of the pipeline keeps anything: there is nothing to replay into');
    }
    const buckets = new Buckets();
    const summary = new ReplaySummary();
    try {
      const { into = '', output } = values;
      const host = new ReplayHost({
        model: isLetters ? withOpenGates(model) : model,
        stores: await openStores(model, buckets, output, terminal),
        sourceOf: chooseSource(model, values.source),
        into,
        replaces: output !== undefined,
      });
      const world = { model, buckets, host, summary, values, signal: terminal.signal };
      await (isLetters ? replayDeadLetters(world) : replayTopic(world));
      const bucket = into === '' ? 'under the usual keys' : `below '${into}'`;
      const where = output === undefined ? bucket : `in ${output}`;
      const what = isLetters ? 'dead-letter object' : 'range';
      terminal.out(
        values.json === true ? summary.json(host.stored) : summary.text(what, host.stored, where),
      );
      return terminal.signal.aborted ? 130 : 0;
    } finally {
      buckets.close();
    }
  },
};

interface ReplayValues {
  readonly topic?: string;
  readonly partition?: string;
  readonly from?: string;
  readonly until?: string;
  readonly code?: string;
  readonly prefix?: string;
  readonly into?: string;
  readonly output?: string;
  readonly 'allow-duplicates'?: boolean;
  readonly source?: string;
}

interface ReplayWorld {
  readonly model: PipelineModel;
  readonly buckets: Buckets;
  readonly host: ReplayHost;
  readonly summary: ReplaySummary;
  readonly values: ReplayValues;
  readonly signal: AbortSignal;
}

function checkOptions(values: ReplayValues, isLetters: boolean): void {
  const { topic, into, output, from, until } = values;
  if (isLetters === (topic !== undefined)) {
    throw usageError('give either --dead-letters, or --topic with --from and --until');
  }
  if (into !== undefined && !/^(?!_sluice)[^/%{}][^%{}]{0,199}$/.test(into)) {
    throw usageError(
      `--into: got '${into}'; allowed: a literal prefix of at most 200 characters that does not begin with / or _sluice`,
    );
  }
  if (into !== undefined && output !== undefined) {
    throw usageError('--into and --output exclude each other');
  }
  if (isLetters) return;
  if (from === undefined || until === undefined) {
    throw usageError('--from and --until are missing; give earliest, latest, offsets, or times');
  }
  if (into === undefined && output === undefined && values['allow-duplicates'] !== true) {
    throw usageError(
      'the range is in the lake already; allowed: --into PREFIX, --output DIR, or --allow-duplicates',
    );
  }
}

async function replayDeadLetters(world: ReplayWorld): Promise<void> {
  const { model, buckets, host, summary, values, signal } = world;
  const named = values.source === undefined ? null : chooseSource(model, values.source)(null);
  const sources = named === null ? [...model.sources.keys()] : [named];
  const filter = filterOf(values);
  const seen = new Set<string>();
  for (const source of sources) {
    const groupId = model.sources.get(source)?.groupId ?? '';
    for (const { bucket, prefix } of lettersOf(model, source, buckets, values.prefix)) {
      for await (const { key } of bucket.store.list(prefix, signal)) {
        if (signal.aborted) return;
        const place = `${bucket.place}/${key}`;
        if (key.startsWith('_sluice/') || seen.has(place)) continue;
        const found = await bucket.store.head(key, signal);
        const metadata = found?.metadata ?? {};
        if (found === null || metadata['sluice-replay'] !== undefined) continue;
        if ((groupOf(metadata) ?? groupId) !== groupId) continue;
        seen.add(place);
        if (metadata['sluice-pipeline'] !== model.name) {
          summary.passedOver.push(`${place} does not say that it is of this pipeline`);
          continue;
        }
        await replayLetters(bucket, key, {
          model,
          owner: { pipeline: model.name, groupId },
          sourceOf: chooseSource(model, values.source),
          host,
          filter,
          into: values.into ?? '',
          marks: values.output === undefined,
          allowsDuplicates: values['allow-duplicates'] === true,
          summary,
          signal,
        });
      }
    }
  }
}

/** Where dead letters lie: each place once. */
function lettersOf(
  model: PipelineModel,
  source: string,
  buckets: Buckets,
  prefix: string | undefined,
): readonly Pick<Folder, 'bucket' | 'prefix'>[] {
  const { folders } = placesOf(model, source, (sink) => buckets.of(sink), []);
  const letters = folders
    .filter(({ deadLetter }) => deadLetter || prefix !== undefined)
    .map((folder) => ({ bucket: folder.bucket, prefix: prefix ?? folder.prefix }));
  const byName = new Map(letters.map((each) => [`${each.bucket.place}/${each.prefix}`, each]));
  return [...byName.values()];
}

function filterOf({ code = '', from, until }: ReplayValues): LetterFilter {
  const timeOf = (option: string, text: string | undefined): number | null => {
    if (text === undefined) return null;
    const timeMs = parseTime(text);
    if (timeMs !== null) return timeMs;
    throw usageError(`${option}: got '${text}'; allowed: a time like 2026-01-31T12:00:00Z`);
  };
  return {
    codes: code.split(',').filter((each) => each !== ''),
    fromMs: timeOf('--from', from),
    untilMs: timeOf('--until', until),
  };
}

async function replayTopic(world: ReplayWorld): Promise<void> {
  const { model, buckets, host, summary, values, signal } = world;
  const { topic = '', partition, from = '', until = '', into = '', output } = values;
  if (partition !== undefined && !/^\d{1,9}$/.test(partition)) {
    throw usageError(`--partition: got '${partition}'; allowed: a number`);
  }
  const name = chooseSource(model, values.source)(topic);
  const source = required(model.sources, name);
  const positions = {
    from: parsePosition('--from', from),
    until: parsePosition('--until', until),
  };
  const [bucket] = placesOf(model, name, (sink) => buckets.of(sink), []).buckets.values();
  const createPort = await loadToolPort(name, source);
  const port = createPort();
  try {
    await port.connect();
    await replayRange({
      model,
      source: name,
      owner: { pipeline: model.name, groupId: source.groupId },
      port,
      host,
      topic,
      partition: partition === undefined ? null : Number(partition),
      ...positions,
      request: ['range', topic, partition ?? 'all', from, until].join(' '),
      into,
      marks: output === undefined ? (bucket?.store ?? null) : null,
      summary,
      signal,
    });
  } finally {
    await port.close();
  }
}

/** By sink: its bucket, or one folder a bucket; the output folder itself where all sinks share one. */
async function openStores(
  { sinks }: PipelineModel,
  buckets: Buckets,
  output: string | undefined,
  { cwd, signal }: Terminal,
): Promise<ReadonlyMap<string, ObjectStore>> {
  const names = new Set([...sinks.values()].map(({ store }) => store.bucket));
  const stores = new Map<string, ObjectStore>();
  for (const [name, sink] of sinks) {
    if (output === undefined) {
      stores.set(name, buckets.of(sink).store);
      continue;
    }
    const root = resolve(cwd, output);
    const folder = createFolderStore(names.size > 1 ? resolve(root, sink.store.bucket) : root);
    await folder.check(signal);
    stores.set(name, folder);
  }
  return stores;
}
