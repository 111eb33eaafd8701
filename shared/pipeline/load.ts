import type { Environment } from './environment.ts';
import { readKafkaSource } from './components/kafka-source.ts';
import type { ReadFile } from './components/read-pem.ts';
import { readProcess } from './components/process.ts';
import type { DecodingContext } from './components/decode-schema.ts';
import { readS3Sink } from './components/s3-sink.ts';
import { readOutlet, withoutBucket } from './components/outlets.ts';
import { readTransform, reroutesDropped, routeNames } from './components/transforms.ts';
import { type ColumnsQuestion, columnsKey, type FindColumns } from './columns/find-columns.ts';
import { knownColumns } from './columns/known-columns.ts';
import { crossCheckForConsumer } from './consumer-checks.ts';
import { didYouMean, Faults, type Origin, shown } from './faults.ts';
import { fingerprintOf } from './fingerprint.ts';
import { crossCheckForFunction, mergeTimes } from './reduce-and-hosts.ts';
import type { FindMessages } from './messages.ts';
import type { FindProgram } from './programs.ts';
import type { PipelineModel, RejectionModel, OutletModel } from './model.ts';
import { isPlainObject, joined, objectAt, type ReadContext } from './options/read-options.ts';
import { checkWiring, type Node, type Wiring } from './wiring.ts';

export interface LoadOptions {
  readonly env: Environment;
  /** Reads a certificate or key as text; throws as node:fs does. */
  readonly readFile: ReadFile;
  /** Left out where no source decodes protobuf. */
  readonly messages?: FindMessages | undefined;
  /** Of a definition that was made of something else. */
  readonly origin?: Origin | undefined;
  /** Left out where no remap is written in VRL. */
  readonly programs?: FindProgram | undefined;
  /** Null: no registry is asked, and sinks' columns may be unknown. Left out where no sink has columns of one. */
  readonly columns?: FindColumns | null | undefined;
  /** Somebody looks at what each transform leaves, as if another transform read it. */
  readonly areObserved?: boolean | undefined;
}

type Context = ReadContext &
  DecodingContext &
  Pick<LoadOptions, 'areObserved' | 'columns' | 'programs'>;

/**
 * Makes the one validated model of what a pipeline file exports: environment resolved, defaults filled in, wiring and
 * everything else checked.
 * @throws {SluiceError} CONFIG_INVALID with every fault at once, each with its path, what was got and what is allowed
 */
export function loadPipeline(definition: unknown, options: LoadOptions): PipelineModel {
  const faults = new Faults(options.origin);
  const context = { ...options, faults, missingVariables: 'fault' } as const;
  const model = read(definition, context, crossCheckForConsumer);
  faults.throwIfAny(subjectOf(definition));
  return model;
}

export type CheckOptions = Pick<
  LoadOptions,
  'env' | 'messages' | 'programs' | 'origin' | 'columns' | 'areObserved'
>;

/** A pipeline as far as it can be known away from where it runs. */
export interface CheckedPipeline {
  /** With stand-ins for what is not known: enough to try the pipeline on recorded events, not to run it. */
  readonly model: PipelineModel;
  /** Paths of the options whose variables are not set here. */
  readonly unresolved: readonly string[];
}

/**
 * Checks what can be checked where the pipeline is built or tried, not run: a variable that is not set and has no
 * default is no fault, and no file is read.
 * @throws {SluiceError} CONFIG_INVALID as `loadPipeline`
 */
export function checkPipeline(definition: unknown, options: CheckOptions): CheckedPipeline {
  return check(definition, options, crossCheckForConsumer);
}

/**
 * The same for a function, which starts with a pipeline that was checked when it was built: what its environment says of
 * options that only a consumer has may not go together, as nothing follows from it.
 */
export function checkPipelineOfFunction(
  definition: unknown,
  options: CheckOptions,
): CheckedPipeline {
  return check(definition, options, crossCheckForFunction);
}

type CrossCheck = (model: PipelineModel, faults: Faults) => void;

function check(definition: unknown, options: CheckOptions, checkAll: CrossCheck): CheckedPipeline {
  const faults = new Faults(options.origin);
  const context = { ...options, readFile: null, faults, missingVariables: 'postpone' } as const;
  const model = read(definition, context, checkAll);
  faults.throwIfAny(subjectOf(definition));
  return { model, unresolved: faults.postponed };
}

/** What the sinks of a pipeline ask a registry for. What is wrong with it is not told here. */
export function columnsAskedFor(
  definition: unknown,
  options: Omit<LoadOptions, 'columns'>,
): readonly ColumnsQuestion[] {
  const questions = new Map<string, ColumnsQuestion>();
  const columns: FindColumns = (question) => {
    questions.set(columnsKey(question), question);
    return { fault: 'is asked for' };
  };
  const faults = new Faults(options.origin);
  const context = { ...options, columns, faults, missingVariables: 'postpone' } as const;
  read(definition, context, () => undefined);
  return [...questions.values()];
}

function subjectOf(definition: unknown): string {
  const name = isPlainObject(definition) ? definition['name'] : undefined;
  return typeof name === 'string' && pipelineName.test(name)
    ? `The pipeline '${name}'`
    : 'The pipeline';
}

const pipelineName = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const topNames = ['name', 'sources', 'transforms', 'sinks'] as const;

function read(definition: unknown, context: Context, checkAll: CrossCheck): PipelineModel {
  const { faults } = context;
  if (!isPlainObject(definition)) {
    faults.add('', `got ${shown('', definition)}; allowed: what definePipeline({ … }) returns`);
  }
  const top = isPlainObject(definition) ? definition : {};
  const { name } = top;
  if (typeof name !== 'string' || !pipelineName.test(name)) {
    faults.add(
      'name',
      `got ${shown('name', name)}; allowed: a-z 0-9 _ -, no _ or - first, at most 64`,
    );
  }
  const process = readProcess(top, topNames, context);
  const parts = {
    sources: objectAt(top['sources'], 'sources', faults),
    transforms: objectAt(top['transforms'], 'transforms', faults),
    sinks: objectAt(top['sinks'], 'sinks', faults),
  };
  const wiring = checkWiring(nodesOf(parts), faults);
  const pipeline = typeof name === 'string' ? name : 'pipeline';
  const { delivery } = process;
  const rules = {
    name: pipeline,
    ...process,
    ...readComponents(parts, wiring, pipeline, { ...context, delivery }),
  };
  const model: PipelineModel = { ...rules, fingerprint: fingerprintOf(rules) };
  checkAll(model, faults);
  return model;
}

type Parts = Readonly<
  Record<'sources' | 'transforms' | 'sinks', Readonly<Record<string, unknown>>>
>;

function nodesOf(parts: Parts): readonly Node[] {
  return (['sources', 'transforms', 'sinks'] as const).flatMap((kind) =>
    Object.entries(parts[kind]).map(([name, raw]) => ({
      name,
      kind,
      inputs: isPlainObject(raw) ? raw['inputs'] : undefined,
      routes: isPlainObject(raw) && raw['type'] === 'route' ? routeNames(raw) : null,
      dropped: reroutesDropped(raw),
    })),
  );
}

function readComponents(
  parts: Parts,
  wiring: Wiring,
  pipeline: string,
  context: Context & Pick<PipelineModel, 'delivery'>,
): Pick<PipelineModel, 'sources' | 'transforms' | 'sinks' | 'outlets'> {
  const { faults } = context;
  const stored = Object.keys(parts.sinks).filter((name) => outletType(parts.sinks[name]) === null);
  const inputsOf = (name: string): readonly string[] => wiring.inputs.get(name) ?? [];
  const sources = new Map<
    string,
    PipelineModel['sources'] extends ReadonlyMap<string, infer S> ? S : never
  >();
  for (const [name, raw] of Object.entries(parts.sources)) {
    const path = joined('sources', name);
    if (!hasType(raw, 'kafka', path, faults)) continue;
    const nearest =
      wiring.sinksOf.get(name)?.find((one) => stored.includes(one)) ?? stored[0] ?? '';
    const given = isPlainObject(raw) ? raw['onRejection'] : undefined;
    const rejection = rejectionReader(name, path, nearest, pipeline, parts, faults, given);
    sources.set(name, readKafkaSource(raw, path, context, rejection, nearest));
  }
  const keepsTimes =
    mergeTimes(parts.transforms) || Object.values(parts.sinks).some(writesTimesAsNumbers);
  const transforms = new Map<
    string,
    PipelineModel['transforms'] extends ReadonlyMap<string, infer T> ? T : never
  >();
  for (const [name, raw] of Object.entries(parts.transforms)) {
    const isObserved =
      context.areObserved === true ||
      Object.keys(parts.transforms).some((other) => inputsOf(other).includes(name));
    const transform = readTransform(raw, inputsOf(name), joined('transforms', name), {
      ...context,
      keepsTimes: keepsTimes || isObserved,
      isObserved,
    });
    if (transform !== null) transforms.set(name, transform);
  }
  const sinks = new Map<
    string,
    PipelineModel['sinks'] extends ReadonlyMap<string, infer S> ? S : never
  >();
  const outlets = new Map<string, OutletModel>();
  for (const [name, raw] of Object.entries(parts.sinks)) {
    const path = joined('sinks', name);
    const type = outletType(raw);
    if (type !== null) {
      outlets.set(name, readOutlet(type, raw, inputsOf(name), path, context));
      continue;
    }
    if (!hasType(raw, 'aws_s3', path, faults)) continue;
    const rejection = rejectionReader(name, path, name, pipeline, parts, faults);
    const inputs = inputsOf(name);
    const upstream = { sources, transforms };
    const columnsKnown = knownColumns(inputs, upstream);
    const ofSink = { ...context, name, inputs, upstream, columnsKnown };
    sinks.set(name, readS3Sink(raw, inputs, path, ofSink, rejection));
  }
  return { sources, transforms, sinks, outlets };
}

/** Whether a sink wants times in another form than text; what its option comes to is not known yet. */
function writesTimesAsNumbers(raw: unknown): boolean {
  const encoding = isPlainObject(raw) ? raw['encoding'] : undefined;
  const format = isPlainObject(encoding) ? encoding['timestampFormat'] : undefined;
  return format !== undefined && format !== 'rfc3339';
}

/** Of a sink that keeps nothing; null of any other. */
function outletType(raw: unknown): OutletModel['type'] | null {
  const type = isPlainObject(raw) ? raw['type'] : undefined;
  return type === 'console' || type === 'blackhole' || type === 'file' ? type : null;
}

function hasType(raw: unknown, type: string, path: string, faults: Faults): boolean {
  if (!isPlainObject(raw)) {
    faults.add(
      path,
      `got ${typeof raw === 'string' ? 'text' : shown(path, raw)}; allowed: an object with type: '${type}'`,
    );
    return false;
  }
  const given = raw['type'];
  if (given === type) return true;
  const hint = typeof given === 'string' ? didYouMean(given, [type]) : '';
  faults.add(`${path}.type`, `got ${shown(path, given)}${hint}; allowed: '${type}'`);
  return false;
}

/** Completes `onRejection` by what the pipeline says: its name, the component's, and the nearest sink. */
function rejectionReader(
  component: string,
  path: string,
  nearestSink: string,
  pipeline: string,
  { sinks }: Parts,
  faults: Faults,
  given?: unknown,
): (values: {
  readonly action: RejectionModel['action'];
  readonly keyPrefix: string | null;
  readonly sink: string | null;
}) => RejectionModel {
  const known = Object.keys(sinks).filter((name) => outletType(sinks[name]) === null);
  return ({ action, keyPrefix, sink }) => {
    if (known.length === 0) return withoutBucket(action, path, faults, given);
    if (sink !== null && !known.includes(sink)) {
      faults.add(
        `${path}.onRejection.sink`,
        `there is no sink '${sink}'${didYouMean(sink, known)}; known: ${known.join(', ')}`,
      );
    }
    return {
      action,
      keyPrefix: keyPrefix ?? `dead-letter/${pipeline}/${component}/dt=%F/`,
      sink: sink ?? nearestSink,
    };
  };
}
