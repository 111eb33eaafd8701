import { BytesDecoder } from '../../decode/bytes-decoder.ts';
import type { Decoder } from '../../decode/decoder.ts';
import { JsonScanner } from '../../decode/json/scanner.ts';
import type { Schemas } from '../../decode/registry/schemas.ts';
import { copyValue } from '../../encode/copy-value.ts';
import type { SplicePlan } from '../../encode/splice.ts';
import { SluiceError } from '../../errors.ts';
import type { KafkaSourceModel, PipelineModel } from '../../pipeline/model.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { Destination } from '../destination.ts';
import type { GraphNode } from '../graph.ts';
import type { OutletWriter } from '../outlets/outlet-writer.ts';
import { ByteBranch, type ByteBranchParts } from './byte-branch.ts';
import { createMessageDecoding } from './message-decoding.ts';
import { needKeys, ObjectBranches } from './object-branches.ts';
import { Program } from './program.ts';
import { RegistryDecoder } from './registry-decoding.ts';
import { Rejections, type RejectionPolicy } from './rejections.ts';
import { writersOf } from './sink-writers.ts';
import { bytesPlan, onBytes } from './stay-on-bytes.ts';

export interface ProgramOptions {
  readonly model: PipelineModel;
  readonly source: string;
  readonly readers: readonly GraphNode[];
  /** Names of all sinks below the source: a sink's index here is its index among an epoch's outputs. */
  readonly sinks: readonly string[];
  readonly destinations: ReadonlyMap<string, Destination>;
  /** Of sinks that keep nothing, by name. */
  readonly outlets: ReadonlyMap<string, OutletWriter>;
  readonly policies: ReadonlyMap<string, RejectionPolicy>;
  /** Of a source whose values name a schema; null for any other. */
  readonly schemas: Schemas | null;
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
    const branches = branchesOnBytes(options, sourceModel, reader);
    if (branches === null) asObjects.push(reader);
    else planned.push(...branches);
  }
  const needsText = asObjects.length > 0;
  const { decoder, writerOf } = decodingOf(sourceModel, planned, asObjects, options);
  return new Program({
    source,
    model: sourceModel,
    decoder,
    registry: sourceModel.decoding.codec === 'registry' ? (decoder as RegistryDecoder) : null,
    byteBranches: planned.map(
      (branch) =>
        new ByteBranch({ ...branch, ...(branch.plan === null ? copying : writerOf(branch.plan)) }),
    ),
    objectBranches: needsText
      ? new ObjectBranches(asObjects, writersOf(options), options.outlets, sourceModel.fields)
      : null,
    outlets: [...options.outlets.values()],
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
  { decoding, maxRecordBytes }: KafkaSourceModel,
  planned: readonly PlannedBranch[],
  asObjects: readonly GraphNode[],
  { outlets, schemas }: Pick<ProgramOptions, 'outlets' | 'schemas'>,
): { readonly decoder: Decoder; readonly writerOf: (plan: SplicePlan) => Writer } {
  const needsObject = asObjects.length > 0;
  if ('messages' in decoding) {
    return createMessageDecoding(decoding.messages, needsObject);
  }
  if (decoding.codec === 'registry') {
    if (schemas === null) throw new SluiceError('INTERNAL', 'a source without its schemas');
    const registry = new RegistryDecoder({
      decoding,
      schemas,
      maxRecordBytes,
      plans: planned.flatMap(({ plan }) => plan ?? []),
      asObject: needsObject,
      needsKeys: needKeys(asObjects, outlets),
    });
    return { decoder: registry, writerOf: (plan) => registry.writerOf(plan) };
  }
  const scanner = new JsonScanner(
    [...new Set(planned.flatMap(({ plan }) => plan?.watched ?? []))],
    needKeys(asObjects, outlets),
  );
  return {
    decoder: decoding.codec === 'bytes' ? new BytesDecoder(needsObject) : scanner,
    writerOf: (plan) => ({
      begin: (chunk) => plan.begin(chunk),
      write: (cursor, target) => plan.write(scanner, cursor, target),
    }),
  };
}

/** The branches below a node, if all of them can do without an event; otherwise null. */
function branchesOnBytes(
  { destinations, sinks }: ProgramOptions,
  source: KafkaSourceModel,
  node: GraphNode,
): readonly PlannedBranch[] | null {
  return onBytes(node, [], (name, sink, operations) => {
    const destination = destinations.get(name);
    const plan = bytesPlan(source, sink, operations);
    if (destination === undefined || plan === null) return null;
    return { sink: name, output: sinks.indexOf(name), destination, plan: plan.splice };
  });
}
