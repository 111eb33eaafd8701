import { BytesDecoder } from '../../decode/bytes-decoder.ts';
import type { Decoder } from '../../decode/decoder.ts';
import { JsonScanner } from '../../decode/json/scanner.ts';
import { copyValue, isCopied } from '../../encode/copy-value.ts';
import { compileSplice, type SplicePlan } from '../../encode/splice.ts';
import { SluiceError } from '../../errors.ts';
import type { KafkaSourceModel, PipelineModel, S3SinkModel } from '../../pipeline/model.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { FieldOperation } from '../../transform/model.ts';
import type { Destination } from '../destination.ts';
import type { GraphNode } from '../graph.ts';
import { ByteBranch, type ByteBranchParts } from './byte-branch.ts';
import { eventTime } from './event-time.ts';
import { createMessageDecoding } from './message-decoding.ts';
import { needKeys, ObjectBranches } from './object-branches.ts';
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
  const planned: PlannedBranch[] = [];
  const asObjects: GraphNode[] = [];
  for (const reader of readers) {
    const branches = onBytes(options, reader, []);
    if (branches === null) asObjects.push(reader);
    else planned.push(...branches);
  }
  const needsText = asObjects.length > 0;
  const { decoder, writerOf } = decodingOf(sourceModel, planned, asObjects);
  return new Program({
    source,
    model: sourceModel,
    decoder,
    byteBranches: planned.map(
      (branch) =>
        new ByteBranch({ ...branch, ...(branch.plan === null ? copying : writerOf(branch.plan)) }),
    ),
    objectBranches: needsText
      ? new ObjectBranches(asObjects, writersOf(options), sourceModel.fields)
      : null,
    rejections: new Rejections(policies, emit),
    emit,
  });
}

interface PlannedBranch {
  readonly sink: string;
  /** Index of the sink among the outputs of an epoch. */
  readonly output: number;
  readonly destination: Destination;
  /** Null: the value goes on as it is. */
  readonly plan: SplicePlan | null;
}

type Writer = Pick<ByteBranchParts, 'begin' | 'write'>;

const copying: Writer = { begin: () => undefined, write: copyValue };

/** What decodes the values of a source, and how branches on bytes write what it has just accepted. */
function decodingOf(
  { decoding }: KafkaSourceModel,
  planned: readonly PlannedBranch[],
  asObjects: readonly GraphNode[],
): { readonly decoder: Decoder; readonly writerOf: (plan: SplicePlan) => Writer } {
  const needsObject = asObjects.length > 0;
  if (decoding.codec === 'protobuf') {
    return createMessageDecoding(decoding.messages, needsObject);
  }
  const scanner = new JsonScanner(
    [...new Set(planned.flatMap(({ plan }) => plan?.watched ?? []))],
    needKeys(asObjects),
  );
  return {
    decoder: decoding.codec === 'bytes' ? new BytesDecoder(needsObject) : scanner,
    writerOf: (plan) => ({
      begin: (chunk) => plan.begin(chunk),
      write: (cursor, target) => plan.write(scanner, cursor, target),
    }),
  };
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
  const sourceModel = model.sources.get(source);
  if (destination === undefined || sourceModel === undefined) return null;
  if (destination.template.fields.length > 0 || sink.timeField !== null) return null;
  const { fields, decoding } = sourceModel;
  const { codec } = sink.encoding;
  const branch = { sink: name, output: sinks.indexOf(name), destination };
  if (decoding.codec === 'bytes') {
    return isCopied(fields, operations, codec) ? [{ ...branch, plan: null }] : null;
  }
  const plan = compileSplice(fields, operations, codec);
  return plan === null ? null : [{ ...branch, plan }];
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
        codec: sink.encoding.codec,
        timeOf: sink.timeField === null ? null : eventTime(sink.timeField),
        timeField: sink.timeField,
      }),
    );
  });
  return writers;
}
