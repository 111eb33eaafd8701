import { framingOf } from '../encode/framing.ts';
import { SluiceError } from '../errors.ts';
import type { PipelineModel, RejectionModel, S3SinkModel } from '../pipeline/model.ts';
import { createCompressor } from '../sink/compress/compressor.ts';
import { type KeyTemplate, parseKeyTemplate } from '../sink/key/template.ts';
import type { ObjectStore } from '../sink/object-store.ts';
import type { Emit } from '../telemetry/events.ts';
import { Budget } from './budget.ts';
import type { Destination } from './destination.ts';
import { Engine } from './engine.ts';
import { type GraphNode, readersOf, sinksBelow, transformsBelow } from './graph.ts';
import { compileProgram } from './program/compile.ts';
import type { RejectionPolicy } from './program/rejections.ts';
import { Publisher } from './publisher.ts';
import { type PublishedEpoch, SourceEngine } from './source-engine.ts';

export interface EngineOptions {
  readonly model: PipelineModel;
  /** By sink. */
  readonly stores: ReadonlyMap<string, ObjectStore>;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The end of an epoch that is stored; in order of offsets for each partition. */
  readonly onPublished: (source: string, epoch: PublishedEpoch) => void;
  readonly onFatal: (error: SluiceError) => void;
}

/** Puts the stages together as the pipeline wires them: this is the one place that knows them all. */
export function buildEngine(options: EngineOptions): Engine {
  const { model, emit } = options;
  const budget = new Budget(model.buffer.maxBytes);
  const publisher = new Publisher(model.name, emit);
  const destinations = new Map(
    [...model.sinks].map(([name, sink]) => [name, sinkDestination(options, name, sink)]),
  );
  const sources = new Map(
    [...model.sources.keys()].map((name) => {
      const engine = buildSource(options, name, destinations, budget, publisher);
      return [name, engine];
    }),
  );
  return new Engine(sources, budget, emit);
}

/** Whether a source waits for storage before it commits: where any of its sinks asks for it. */
export function isAcknowledged(model: PipelineModel, source: string): boolean {
  return sinksBelow(readersOf(model, source)).some(
    (name) => model.sinks.get(name)?.acknowledgements === true,
  );
}

function buildSource(
  options: EngineOptions,
  name: string,
  sinks: ReadonlyMap<string, Destination>,
  budget: Budget,
  publisher: Publisher,
): SourceEngine {
  const { model, emit, clock, onPublished, onFatal } = options;
  const readers = readersOf(model, name);
  const names = sinksBelow(readers);
  const policies = rejectionPolicies(options, name, readers);
  const timeouts = names.map((sink) => model.sinks.get(sink)?.batch.timeoutSecs ?? Infinity);
  return new SourceEngine({
    source: name,
    program: compileProgram({
      model,
      source: name,
      readers,
      sinks: names,
      destinations: sinks,
      policies,
      emit,
    }),
    destinations: names.map((sink) => required(sinks, sink)),
    maxAgeMs: Math.min(...timeouts) * 1000,
    budget,
    publisher,
    emit,
    clock,
    onPublished: (epoch) => onPublished(name, epoch),
    onFatal,
  });
}

function sinkDestination(options: EngineOptions, name: string, sink: S3SinkModel): Destination {
  const framing = framingOf(sink.encoding.codec);
  const compressor = createCompressor(sink.compression);
  const template = compiledTemplate(sink.keyPrefix, sink.timezone);
  return {
    sink: name,
    deadLetter: false,
    store: required(options.stores, name),
    template,
    framing,
    compressor: sink.compression.codec === 'none' ? null : compressor,
    contentType: sink.store.contentType ?? framing.contentType,
    extension: sink.filenameExtension ?? framing.extension + compressor.extension,
    maxBytes: sink.batch.maxBytes,
    maxEvents: sink.batch.maxEvents ?? Infinity,
  };
}

/** Dead letters lie in the bucket of a sink, as lines of JSON, compressed like that sink's objects. */
function deadLetterDestination(options: EngineOptions, rejection: RejectionModel): Destination {
  const sink = required(options.model.sinks, rejection.sink);
  const framing = framingOf('ndjson');
  const compressor = createCompressor(sink.compression);
  return {
    ...sinkDestination(options, rejection.sink, sink),
    deadLetter: true,
    template: compiledTemplate(rejection.keyPrefix, 'UTC'),
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
): ReadonlyMap<string, RejectionPolicy> {
  const { model } = options;
  const ofSource = policy(options, required(model.sources, source).onRejection);
  const policies = new Map([[source, ofSource]]);
  for (const name of transformsBelow(readers)) policies.set(name, ofSource);
  for (const name of sinksBelow(readers)) {
    policies.set(name, policy(options, required(model.sinks, name).onRejection));
  }
  return policies;
}

function policy(options: EngineOptions, rejection: RejectionModel): RejectionPolicy {
  if (rejection.action !== 'dead_letter') return { action: rejection.action };
  return { action: 'dead_letter', destination: deadLetterDestination(options, rejection) };
}

function compiledTemplate(text: string, timezone: string): KeyTemplate {
  const parsed = parseKeyTemplate(text, { timezone });
  if (parsed.ok) return parsed.template;
  throw new SluiceError('CONFIG_INVALID', `key prefix: ${parsed.faults.join('; ')}`);
}

function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new SluiceError('INTERNAL', `component '${name}' is not there`);
  return value;
}
