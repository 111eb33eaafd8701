import { required } from '../../shared/engine/required.ts';
import { SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { partitionKey, type TopicPartition } from '../../shared/record.ts';
import { readArguments, usageError } from './arguments.ts';
import { loadToolPort } from './load-tool-port.ts';
import { Buckets } from './audit/buckets.ts';
import { placesOf } from './audit/places.ts';
import type { Command } from './command.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import { parsePosition } from './position.ts';
import { carryOut, planAll, refusalOf, type ResetPermissions } from './reset/carry-out.ts';
import {
  readPartitions,
  type ResetPosition,
  resolveTargets,
  type ResetWorld,
} from './reset/read-partitions.ts';
import { membersText, type ResetReport, resetJson, resetText } from './reset/report.ts';
import { chooseSource } from './run/choose-source.ts';

const usage = `Usage: sluice reset PIPELINE --to earliest|latest|committed|OFFSET|TIME [options]

Moves where a group goes on, together with what the bucket says of it, so that everything is in the lake once and
'sluice audit' agrees. Shows what it would do; changes nothing without --execute. May be run again after it was
interrupted. All consumers of the group have to be stopped.

  --to POSITION      earliest and latest: what the log holds; an offset; or a time like 2026-01-31T12:00:00Z, which is the
                     first record at or after it. committed: where each partition is, so that what somebody else has
                     stored behind that can be deleted (docs/migration.md)
  --topic TOPIC      one topic; default: all that the source reads
  --partition N      one partition of it; default: all
  --source NAME      the source, where the pipeline has several
  --delete-objects   permits to delete the objects of what is read again, and of what was begun and not finished. Cannot
                     be undone
  --assume-group     objects that do not say which group stored them (of versions before 0.1) are of this one
  --prefix PREFIX    key prefixes that the pipeline had before, separated by commas
  --dry-run          changes nothing, as without --execute
  --execute          does it
  --json             one JSON object instead of the table
  --help             print this

Back: what lies at or behind the new offset is deleted, and read and stored again. Ahead: what was never stored up to the
new offset is skipped for good, and the bucket says so. With delivery 'dense' offsets are all that is moved: nothing in
the bucket belongs to one partition, so what is read again is stored twice.
`;

/** `sluice reset`: a group's offsets and its epochs, moved together. */
export const reset: Command = {
  name: 'reset',
  summary: 'move where a group goes on, and its objects with it',
  usage,
  run: async (args, terminal) => {
    const kinds = {
      to: 'string',
      topic: 'string',
      partition: 'string',
      source: 'string',
      prefix: 'string',
      'delete-objects': 'boolean',
      'assume-group': 'boolean',
      'dry-run': 'boolean',
      execute: 'boolean',
      json: 'boolean',
    } as const;
    const { values, words } = readArguments(args, kinds, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    if (values.to === undefined) {
      throw usageError('--to is missing; give earliest, latest, an offset, or a time');
    }
    if (values.execute === true && values['dry-run'] === true) {
      throw usageError('--dry-run and --execute exclude each other');
    }
    const position: ResetPosition =
      values.to === 'committed' ? { at: 'committed' } : parsePosition('--to', values.to);
    const wanted = { topic: values.topic, partition: partitionOf(values.partition) };
    const model = await loadPipelineFile(words[0] ?? '', terminal, 'ask nobody');
    const permissions = {
      deleteObjects: values['delete-objects'] === true,
      assumeGroup: values['assume-group'] === true,
    };
    const isExecuted = values.execute === true;
    const further = (values.prefix ?? '').split(',').filter((each) => each !== '');
    const report = await withWorld(model, values.source, further, terminal.signal, (world) =>
      resetPartitions(world, position, wanted, permissions, isExecuted),
    );
    terminal.out(values.json === true ? resetJson(model.name, report) : resetText(report));
    return 0;
  },
};

async function resetPartitions(
  world: ResetWorld,
  position: ResetPosition,
  wanted: { readonly topic: string | undefined; readonly partition: number | null },
  permissions: ResetPermissions,
  isExecuted: boolean,
): Promise<ResetReport> {
  const all = wantedPartitions(world.port.partitions(), wanted);
  const members = await world.port.members();
  if (isExecuted && members.length > 0) {
    throw new SluiceError('GROUP_BUSY', membersText(members));
  }
  const targets = await resolveTargets(world, all, position);
  const partitions = all.filter((at) => targets.has(partitionKey(at.topic, at.partition)));
  const planned = planAll(await readPartitions(world, partitions, targets));
  const refusal = refusalOf(planned, permissions);
  if (!isExecuted) return { planned, isDone: false, refusal, members };
  const done = await carryOut(world, planned, permissions);
  // a partition that was as it should be stays in the table
  const byName = new Map(done.map((each) => [nameOf(each.found), each]));
  const told = planned.map((each) => {
    const again = byName.get(nameOf(each.found));
    return again === undefined ? each : { found: each.found, plan: again.plan };
  });
  return { planned: told, isDone: true, refusal: null, members };
}

function wantedPartitions(
  all: readonly TopicPartition[],
  { topic, partition }: { readonly topic: string | undefined; readonly partition: number | null },
): readonly TopicPartition[] {
  const found = all.filter(
    (at) => (topic ?? at.topic) === at.topic && (partition ?? at.partition) === at.partition,
  );
  if (found.length > 0) return found;
  const topics = [...new Set(all.map((at) => at.topic))].join(', ');
  throw new SluiceError(
    'INPUT_UNREADABLE',
    `the source has no such topic or partition; its topics are ${topics}`,
  );
}

function partitionOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw usageError(`--partition: got '${text}'; allowed: a number`);
  return Number(text);
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

async function withWorld<T>(
  model: PipelineModel,
  named: string | undefined,
  further: readonly string[],
  signal: AbortSignal,
  work: (world: ResetWorld) => Promise<T>,
): Promise<T> {
  const name = chooseSource(model, named)(null);
  const source = required(model.sources, name);
  const createPort = await loadToolPort(name, source);
  const port = createPort();
  const buckets = new Buckets();
  try {
    await port.connect();
    const places =
      model.delivery === 'dense' || model.sinks.size === 0
        ? null
        : placesOf(model, name, (sink) => buckets.of(sink), further);
    return await work({ pipeline: model.name, groupId: source.groupId, port, places, signal });
  } finally {
    buckets.close();
    await port.close();
  }
}
