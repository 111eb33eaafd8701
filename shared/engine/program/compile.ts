import { JsonScanner } from '../../decode/json/scanner.ts';
import { eventEncoderOf } from '../../encode/encode-event.ts';
import { compileSplice } from '../../encode/splice.ts';
import { SluiceError } from '../../errors.ts';
import type { PipelineModel, S3SinkModel } from '../../pipeline/model.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { FieldOperation } from '../../transform/model.ts';
import type { Destination } from '../destination.ts';
import type { GraphNode } from '../graph.ts';
import { ByteBranch } from './byte-branch.ts';
import { eventTime } from './event-time.ts';
import { ObjectBranches } from './object-branches.ts';
import { Program } from './program.ts';
import { Rejections, type RejectionPolicy } from './rejections.ts';
import { SinkWriter } from './sink-writer.ts';

export interface ProgramOptions {
  readonly model: PipelineModel;
  readonly source: string;
  readonly readers: readonly GraphNode[];
  /** Names of all sinks below the source: a sink's index here is its index among an epoch's outputs. */
  readonly sinks: readonly string[];
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly policies: ReadonlyMap<string, RejectionPolicy>;
  readonly emit: Emit;
}

/** Decides for each reader of the source whether it can stay on bytes, and puts the program together. */
export function compileProgram(options: ProgramOptions): Program {
  const { model, source, readers, policies, emit } = options;
  const sourceModel = model.sources.get(source);
  if (sourceModel === undefined) {
    throw new SluiceError('INTERNAL', `source '${source}' is not there`);
  }
  const byteBranches: ByteBranch[] = [];
  const watched = new Set<string>();
  const asObjects: GraphNode[] = [];
  for (const reader of readers) {
    const branches = onBytes(options, reader, []);
    if (branches === null) {
      asObjects.push(reader);
      continue;
    }
    for (const { branch, watches } of branches) {
      byteBranches.push(branch);
      for (const name of watches) watched.add(name);
    }
  }
  return new Program({
    source,
    model: sourceModel,
    scanner: new JsonScanner([...watched]),
    byteBranches,
    objectBranches:
      asObjects.length === 0
        ? null
        : new ObjectBranches(asObjects, writersOf(options), sourceModel.fields),
    rejections: new Rejections(policies, emit),
    emit,
  });
}

interface PlannedBranch {
  readonly branch: ByteBranch;
  readonly watches: readonly string[];
}

/** The branches below a node, if all of them can do without an object; otherwise null. */
function onBytes(
  options: ProgramOptions,
  node: GraphNode,
  before: readonly FieldOperation[],
): readonly PlannedBranch[] | null {
  if (node.kind === 'sink') return sinkOnBytes(options, node.name, node.sink, before);
  if (node.transform.type !== 'remap' || node.transform.operations === null) return null;
  // what follows encode_json would have to work on its text
  if (before.some(({ kind }) => kind === 'encode_json')) return null;
  const operations = [...before, ...node.transform.operations];
  const branches: PlannedBranch[] = [];
  for (const reader of node.readers.get('') ?? []) {
    const below = onBytes(options, reader, operations);
    if (below === null) return null;
    branches.push(...below);
  }
  return branches;
}

function sinkOnBytes(
  options: ProgramOptions,
  name: string,
  sink: S3SinkModel,
  operations: readonly FieldOperation[],
): readonly PlannedBranch[] | null {
  const { destinations, model, sinks, source } = options;
  const destination = destinations.get(name);
  const fields = model.sources.get(source)?.fields;
  if (destination === undefined || fields === undefined) return null;
  if (destination.template.fields.length > 0 || sink.timeField !== null) return null;
  const plan = compileSplice(fields, operations, sink.encoding.codec);
  if (plan === null) return null;
  const branch = new ByteBranch({ sink: name, output: sinks.indexOf(name), destination, plan });
  return [{ branch, watches: plan.watched }];
}

function writersOf(options: ProgramOptions): ReadonlyMap<string, SinkWriter> {
  const writers = new Map<string, SinkWriter>();
  options.sinks.forEach((name, output) => {
    const sink = options.model.sinks.get(name);
    const destination = options.destinations.get(name);
    if (sink === undefined || destination === undefined) return;
    writers.set(
      name,
      new SinkWriter({
        name,
        output,
        destination,
        encode: eventEncoderOf(sink.encoding.codec),
        timeOf: sink.timeField === null ? null : eventTime(sink.timeField),
        timeField: sink.timeField,
      }),
    );
  });
  return writers;
}
