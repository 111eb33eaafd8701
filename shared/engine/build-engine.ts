import { randomUUID } from 'node:crypto';
import type { Schemas } from '../decode/registry/schemas.ts';
import { framingOf } from '../encode/framing.ts';
import type { FileMaker } from '../encode/file/make-file.ts';
import { SluiceError } from '../errors.ts';
import type { PipelineModel, RejectionModel, S3SinkModel } from '../pipeline/model.ts';
import type { TopicPartition } from '../record.ts';
import { createCompressor } from '../sink/compress/compressor.ts';
import { type KeyTemplate, parseKeyTemplate } from '../sink/key/template.ts';
import type { ObjectWriter } from '../sink/object-store.ts';
import { minPartBytes } from '../sink/object-upload.ts';
import type { Emit } from '../telemetry/events.ts';
import { compileStrftime } from '../time/strftime.ts';
import { timeZone, utcZone } from '../time/zone.ts';
import { AbortedUploads } from './aborted-uploads.ts';
import { Budget } from './budget.ts';
import type { Destination } from './destination.ts';
import type { SourceJournals } from './disk/source-journals.ts';
import { Engine } from './engine.ts';
import type { Holdings } from './holdings.ts';
import { type GraphNode, readersOf, sinksBelow, outletsBelow, transformsBelow } from './graph.ts';
import { type Outlets, outletsOf } from './outlets/outlets-of.ts';
import type { WriteLines } from './outlets/outlet-writer.ts';
import { compileProgram } from './program/compile.ts';
import type { RejectionPolicy } from './program/rejections.ts';
import { csvFraming } from './csv-sink.ts';
import { isFile } from './file-codec.ts';
import { parquetDestination } from './parquet-sink.ts';
import { Publisher, type Publishing, type StoringInParts } from './publisher.ts';
import { required } from './required.ts';
import { Slots } from './slots.ts';
import type { OffsetKeeper } from './offset-keeper.ts';
import { SourceEngine } from './source-engine.ts';

export interface EngineOptions {
  readonly model: PipelineModel;
  /** By sink. */
  readonly stores: ReadonlyMap<string, ObjectWriter>;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** What is promised of a source and its sinks. */
  readonly delivery: (source: string, sinks: readonly string[]) => Delivery;
  /** Where Parquet files are made. */
  readonly parquet: FileMaker;
  /** How large objects are stored in parts; null: every object is stored at once. */
  readonly inParts: StoringInParts | null;
  /** @param partitions whose publishing it ended; empty where that is not known */
  readonly onFatal: (error: SluiceError, partitions: readonly TopicPartition[]) => void;
  /** Where this engine is that of one thread among several: what they hold together. */
  readonly holdings?: Holdings | null;
  /** By source, of those whose values name a schema; left out: there is none. */
  readonly schemas?: ReadonlyMap<string, Schemas>;
  /** Where a `console` shows events; left out: the streams of the process. */
  readonly writeLines?: WriteLines;
  /** Where open epochs of a source are kept on disk, within a space; left out, or null: in memory. */
  readonly journals?: ((source: string, space: Budget) => SourceJournals) | null;
}

/** How objects are named and stored, and who keeps the offsets. */
export interface Delivery {
  readonly publishing: Publishing;
  readonly offsets: OffsetKeeper;
}

/** Age at which an epoch ends of which nothing is stored. */
const outletTimeoutSecs = 10;

/** Uploads under way at once in the process. More would hold more bodies in memory without storing faster. */
const maxUploads = 8;

/** Puts the stages together as the pipeline wires them: this is the one place that knows them all. */
export function buildEngine(options: EngineOptions): Engine {
  const { model, emit, holdings = null, journals = null } = options;
  const budget = new Budget(model.buffer.maxBytes, holdings);
  const { maxSize } = model.buffer;
  const disk = journals === null || maxSize === null ? null : new Budget(maxSize);
  const slots = new Slots(uploadsOf(holdings));
  const outlets = model.outlets.size === 0 ? null : outletsOf(options);
  const shared = { budget, disk, slots, aborted: new AbortedUploads(), outlets };
  const destinations = new Map(
    [...model.sinks].map(([name, sink]) => [name, sinkDestination(options, name, sink)]),
  );
  const sources = new Map(
    [...model.sources.keys()].map((name) => {
      const engine = buildSource(options, name, destinations, shared);
      return [name, engine];
    }),
  );
  return new Engine(sources, { budget, disk }, shared.aborted, emit, outlets);
}

/** Threads share the uploads of the process equally; each has one at least. */
function uploadsOf(holdings: Holdings | null): number {
  if (holdings === null) return maxUploads;
  const { index, threads } = holdings;
  return Math.max(1, Math.ceil((maxUploads - index) / threads));
}

/** Whether a source waits for storage before it commits: where any of its sinks asks for it. */
export function isAcknowledged(model: PipelineModel, source: string): boolean {
  const readers = readersOf(model, source);
  const names = sinksBelow(readers);
  // a file is behind by what waits to be written
  if (names.length === 0 || outletsBelow(readers).some((name) => isFileOutlet(model, name)))
    return true;
  return names.some((name) => model.sinks.get(name)?.acknowledgements === true);
}

function isFileOutlet({ outlets }: PipelineModel, name: string): boolean {
  return outlets.get(name)?.type === 'file';
}

/** What all sources of the process share. */
interface Shared {
  readonly budget: Budget;
  /** The same for the data directory; null: there is none. */
  readonly disk: Budget | null;
  readonly slots: Slots;
  readonly aborted: AbortedUploads;
  /** Null: every sink keeps what it gets. */
  readonly outlets: Outlets | null;
}

function buildSource(
  options: EngineOptions,
  name: string,
  sinks: ReadonlyMap<string, Destination>,
  { budget, disk, slots, aborted, outlets }: Shared,
): SourceEngine {
  const { model, emit, clock, inParts, journals = null, onFatal } = options;
  const readers = readersOf(model, name);
  const names = sinksBelow(readers);
  const policies = rejectionPolicies(options, name, readers);
  const timeouts = names.map((sink) => model.sinks.get(sink)?.batch.timeoutSecs ?? Infinity);
  if (names.length === 0) timeouts.push(outletTimeoutSecs);
  const { offsets, publishing } = options.delivery(name, names);
  const below = outlets?.ofSource(name, readers, offsets, policies);
  return new SourceEngine({
    source: name,
    epochs: model.delivery === 'exact' ? 'by partition' : 'shared',
    program: compileProgram({
      model,
      source: name,
      readers,
      sinks: names,
      destinations: sinks,
      outlets: below?.writers ?? new Map<string, never>(),
      policies,
      schemas: options.schemas?.get(name) ?? null,
      emit,
    }),
    destinations: names.map((sink) => required(sinks, sink)),
    deadLetters: [...new Set([...policies.values()].flatMap(deadLettersOf))],
    maxAgeMs: Math.min(...timeouts) * 1000,
    budget,
    journals: disk === null || journals === null ? null : journals(name, disk),
    publisher: new Publisher({
      ...publishing,
      inParts,
      emit,
      slots,
      aborted,
      newId: randomUUID,
      onFatal: (error) => onFatal(error, []),
    }),
    emit,
    clock,
    offsets: below?.offsets ?? offsets,
    onFatal,
  });
}

function deadLettersOf(rejection: RejectionPolicy): readonly Destination[] {
  return rejection.action === 'dead_letter' ? [rejection.destination] : [];
}

function sinkDestination(options: EngineOptions, name: string, sink: S3SinkModel): Destination {
  const { encoding } = sink;
  const plain = framingOf(encoding.codec);
  const framing = encoding.codec === 'csv' ? csvFraming(plain, encoding) : plain;
  const compressor = createCompressor(sink.compression);
  const template = templateOf(options, sink.keyPrefix, sink.timezone);
  return {
    id: `sink ${name}`,
    sink: name,
    deadLetter: false,
    store: required(options.stores, name),
    template,
    framing,
    compressor: sink.compression.codec === 'none' ? null : compressor,
    finishFile: null,
    contentType: sink.store.contentType ?? framing.contentType,
    extension: sink.filenameExtension ?? framing.extension + compressor.extension,
    maxBytes: sink.batch.maxBytes,
    maxEvents: sink.batch.maxEvents ?? Infinity,
    partBytes:
      options.inParts === null
        ? Infinity
        : partBytes(sink.multipart.partBytes, options.model.buffer.maxBytes),
    maxPrefixes: sink.batch.maxPrefixes,
    overflow: templateOf(options, sink.overflowPrefix, sink.timezone),
    filenameTime: filenameTime(sink),
    filenameAppendUuid: sink.filenameAppendUuid,
    ...(isFile(encoding) ? parquetDestination(options.parquet, encoding) : null),
  };
}

/**
 * Two parts have to fit in a quarter of the memory: an object has to reach them before its epoch is ended because half
 * of the memory is in open objects.
 */
function partBytes(wanted: number, maxBytes: number): number {
  return Math.min(wanted, Math.max(minPartBytes, Math.floor(maxBytes / 8)));
}

/** Dead letters lie in the bucket of a sink, as lines of JSON, compressed like that sink's objects. */
function deadLetterDestination(
  options: EngineOptions,
  component: string,
  rejection: RejectionModel,
): Destination {
  const sink = required(options.model.sinks, rejection.sink);
  const made = sinkDestination(options, rejection.sink, sink);
  const framing = framingOf('ndjson');
  const compressor = createCompressor(sink.compression);
  const template = templateOf(options, rejection.keyPrefix, 'UTC');
  return {
    ...made,
    id: `dead letters of ${component}`,
    deadLetter: true,
    // a Parquet file has no compression around it
    compressor: isFile(sink.encoding) ? null : made.compressor,
    finishFile: null,
    template,
    // bad records of too many times lie where those of the present do
    overflow: template,
    framing,
    contentType: framing.contentType,
    extension: framing.extension + compressor.extension,
    maxEvents: Infinity,
  };
}

/** By component: what comes before the fork into sinks follows the source's rule, a sink its own. */
function rejectionPolicies(
  options: EngineOptions,
  source: string,
  readers: readonly GraphNode[],
): Map<string, RejectionPolicy> {
  const { model } = options;
  const ofSource = policy(options, source, required(model.sources, source).onRejection);
  const policies = new Map([[source, ofSource]]);
  for (const name of transformsBelow(readers)) policies.set(name, ofSource);
  for (const name of sinksBelow(readers)) {
    policies.set(name, policy(options, name, required(model.sinks, name).onRejection));
  }
  return policies;
}

function policy(
  options: EngineOptions,
  component: string,
  rejection: RejectionModel,
): RejectionPolicy {
  if (rejection.action !== 'dead_letter') return { action: rejection.action };
  return {
    action: 'dead_letter',
    destination: deadLetterDestination(options, component, rejection),
  };
}

function filenameTime({ filenameTimeFormat, timezone }: S3SinkModel): (timeMs: number) => string {
  const compiled = compileStrftime(filenameTimeFormat, timeZone(timezone) ?? utcZone);
  if (compiled.ok) return compiled.format.format;
  throw new SluiceError('CONFIG_INVALID', `filenameTimeFormat: ${compiled.faults.join('; ')}`);
}

/** A template keeps nothing of what it has rendered, and Lambda's function builds an engine for each invocation. */
const templates = new WeakMap<PipelineModel, Map<string, KeyTemplate>>();

function templateOf({ model }: EngineOptions, text: string, timezone: string): KeyTemplate {
  const known = templates.get(model) ?? new Map<string, KeyTemplate>();
  templates.set(model, known);
  const name = `${timezone} ${text}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const parsed = parseKeyTemplate(text, { timezone });
  if (parsed.ok) {
    known.set(name, parsed.template);
    return parsed.template;
  }
  throw new SluiceError('CONFIG_INVALID', `key prefix: ${parsed.faults.join('; ')}`);
}
