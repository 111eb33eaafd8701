import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { needsEvents } from '../../shared/engine/program/stay-on-bytes.ts';
import type { NamedCondition, TransformModel } from '../../shared/transform/model.ts';
import { timeZone } from '../../shared/time/zone.ts';
import type { PipelineModel, RegistryFormat } from '../../shared/pipeline/model.ts';

const root = join(import.meta.dirname, '..', '..');

/** A part of Sluice that not every pipeline needs. */
interface Part {
  /** A module through which alone it is used, below the project's folder. */
  readonly module: string;
  /** What stands there where it is not used: `missing` throws. */
  readonly stub: string;
  readonly isUsed: (model: PipelineModel) => boolean;
  /** Left out of the function alone, whose size counts. */
  readonly stays?: 'consumer';
}

const decodes =
  (codec: string) =>
  ({ sources }: PipelineModel): boolean =>
    [...sources.values()].some(({ decoding }) => decoding.codec === codec);

const hasRegistry = ({ sources }: PipelineModel): boolean =>
  [...sources.values()].some(({ decoding }) => decoding.codec === 'registry');

const registryHas =
  (format: RegistryFormat) =>
  ({ sources }: PipelineModel): boolean =>
    [...sources.values()].some(
      ({ decoding }) => decoding.codec === 'registry' && decoding.format === format,
    );

/** Whether values are of a format, by a codec with a schema of its own or by a registry's. */
const reads =
  (format: RegistryFormat) =>
  (model: PipelineModel): boolean =>
    decodes(format)(model) || registryHas(format)(model);

/** Whether a source is read by a codec of its own. */
const hasCodec = ({ sources }: PipelineModel): boolean =>
  [...sources.values()].some(({ decoding }) => 'messages' in decoding);

/** Whether a remap is written in VRL. */
const hasVrlRemap = ({ transforms }: PipelineModel): boolean =>
  [...transforms.values()].some((one) => one.type === 'remap' && one.source !== null);

/** Whether a condition is written in VRL. */
const hasVrlCondition = ({ transforms }: PipelineModel): boolean =>
  [...transforms.values()].some((transform) => {
    if (transform.type === 'remap') return false;
    return [...conditionsOf(transform)].some((one) => one?.source !== undefined);
  });

function conditionsOf(
  transform: Exclude<TransformModel, { readonly type: 'remap' }>,
): Iterable<NamedCondition | null> {
  if (transform.type === 'filter') return [transform.condition];
  if (transform.type === 'route') return transform.routes.values();
  if (transform.type === 'reduce') return [transform.startsWhen, transform.endsWhen];
  return [transform.exclude];
}

const hasReduce = ({ transforms }: PipelineModel): boolean =>
  [...transforms.values()].some(({ type }) => type === 'reduce');

const hasOutlets = ({ outlets }: Pick<PipelineModel, 'outlets'>): boolean => outlets.size > 0;

const hasFiles = ({ outlets }: PipelineModel): boolean =>
  [...outlets.values()].some(({ type }) => type === 'file');

const gateTypes = { sample: true, dedupe: true, throttle: true };

const noOptions = "{ kind: 'group', options: {}, short: null }";

const encodes =
  (...codecs: readonly string[]) =>
  ({ sinks }: PipelineModel): boolean =>
    [...sinks.values()].some(({ encoding }) => codecs.includes(encoding.codec));

/** Whether objects of a sink are made of lines when they are published. */
const isFileUsed = encodes('parquet', 'avro');

const parts: readonly Part[] = [
  {
    module: 'shared/time/named-zone.ts',
    stub: 'export const namedZone = missing;',
    isUsed: ({ sinks }) =>
      [...sinks.values()].some(({ timezone }) => timeZone(timezone)?.utc !== true),
    stays: 'consumer',
  },
  {
    module: 'shared/engine/program/select-fields.ts',
    stub: 'export const selectFields = missing;',
    isUsed: ({ sinks, outlets }) =>
      hasOutlets({ outlets }) || [...sinks.values()].some((sink) => sink.selectedFields !== null),
  },
  {
    module: 'shared/engine/program/format-times.ts',
    stub: 'export const formatTimes = missing;',
    isUsed: ({ sinks, outlets }) =>
      hasOutlets({ outlets }) ||
      [...sinks.values()].some(({ timestampFormat }) => timestampFormat !== null),
  },
  {
    module: 'shared/pipeline/components/start-at.ts',
    // a function begins where its event source mapping says
    stub: `import { custom } from './shared/pipeline/options/value.ts';
      export const startAt = custom('', (raw) =>
        raw === 'earliest' || raw === 'latest' ? { value: { at: raw } } : missing());`,
    isUsed: ({ sources }) =>
      [...sources.values()].some(({ startAt }) => !['earliest', 'latest'].includes(startAt.at)),
    stays: 'consumer',
  },
  {
    module: 'shared/pipeline/components/vrl-condition.ts',
    stub: 'export const readVrlCondition = missing;',
    isUsed: hasVrlCondition,
  },
  {
    module: 'shared/pipeline/components/outlets.ts',
    stub: 'export const readOutlet = missing, withoutBucket = missing;',
    isUsed: hasOutlets,
  },
  {
    module: 'shared/engine/outlets/outlets-of.ts',
    stub: 'export const outletsOf = missing;',
    isUsed: hasOutlets,
  },
  {
    module: 'shared/pipeline/components/file-outlet.ts',
    stub: 'export const readFileOutlet = missing;',
    isUsed: hasFiles,
  },
  {
    module: 'shared/engine/outlets/file-outlet.ts',
    stub: 'export const createFileOutlet = missing;',
    isUsed: hasFiles,
  },
  {
    module: 'shared/pipeline/components/gates.ts',
    stub: 'export const readGate = missing;',
    isUsed: ({ transforms }) => [...transforms.values()].some(({ type }) => type in gateTypes),
  },
  {
    module: 'shared/pipeline/components/reduce.ts',
    stub: 'export const readReduce = missing;',
    isUsed: hasReduce,
  },
  {
    module: 'shared/pipeline/reduce-checks.ts',
    stub: 'export const checkReduces = () => {};',
    isUsed: hasReduce,
  },
  {
    module: 'shared/pipeline/reduce-and-hosts.ts',
    stub: `export { crossCheck as crossCheckForFunction } from './shared/pipeline/cross-checks.ts';
      export const mergeTimes = () => false;`,
    isUsed: hasReduce,
  },
  {
    module: 'shared/engine/program/reduce/reduce-step.ts',
    stub: 'export const reduceStep = missing, reducesIn = () => [], endReduces = missing;',
    isUsed: hasReduce,
  },
  {
    module: 'shared/engine/program/reduce/kept-record.ts',
    stub: 'export const keepRecord = missing;',
    isUsed: hasReduce,
  },
  {
    module: 'shared/transform/vrl/runtime/rerouted.ts',
    stub: 'export const rerouted = missing;',
    isUsed: ({ transforms }) =>
      [...transforms.values()].some(
        (transform) => transform.type === 'remap' && transform.rerouteDropped,
      ),
  },
  {
    module: 'shared/engine/program/sink-writers.ts',
    stub: 'export const writersOf = missing;',
    isUsed: needsEvents,
    stays: 'consumer',
  },
  {
    module: 'shared/engine/program/object-branches.ts',
    stub: 'export const needKeys = () => false, ObjectBranches = missing;',
    isUsed: needsEvents,
    stays: 'consumer',
  },
  {
    module: 'shared/engine/program/several-events.ts',
    stub: 'export const SeveralEvents = missing;',
    isUsed: needsEvents,
    stays: 'consumer',
  },
  {
    module: 'shared/pipeline/components/vrl-remap.ts',
    stub: 'export const vrlOptions = [], readVrlRemap = missing;',
    isUsed: hasVrlRemap,
  },
  {
    module: 'shared/pipeline/components/program-variables.ts',
    stub: 'export const withEnvironment = (find) => find;',
    isUsed: (model) => hasVrlRemap(model) || hasVrlCondition(model),
  },
  {
    module: 'shared/pipeline/components/decoding.ts',
    stub: `export const codecsOptions = {};
      export const readDecoding = ({ codec }) =>
        codec === 'json' || codec === 'bytes' ? { codec } : missing();`,
    isUsed: (model) => hasCodec(model) || hasRegistry(model),
  },
  {
    module: 'shared/pipeline/components/decode-protobuf.ts',
    stub: `export const protobufOptions = ${noOptions}, readProtobuf = missing;`,
    isUsed: (model) => reads('protobuf')(model) || encodes('protobuf')(model),
  },
  {
    module: 'shared/pipeline/components/schema-registry-options.ts',
    stub: `export const schemaRegistryOptions = ${noOptions};`,
    isUsed: hasRegistry,
  },
  {
    module: 'shared/pipeline/components/schema-registry.ts',
    stub: 'export const isRegistryGiven = () => false, readSchemaRegistry = missing;',
    isUsed: hasRegistry,
  },
  {
    module: 'shared/engine/program/registry-decoding.ts',
    stub: 'export const RegistryDecoder = missing;',
    isUsed: hasRegistry,
  },
  {
    module: 'shared/engine/open-schemas.ts',
    stub: 'export const openSchemas = () => new Map();',
    isUsed: hasRegistry,
  },
  {
    module: 'shared/decode/registry/compile-protobuf.ts',
    stub: 'export const compileProtobuf = missing;',
    isUsed: registryHas('protobuf'),
  },
  {
    module: 'shared/decode/registry/json-schema-check.ts',
    stub: 'export const jsonSchemaCheck = missing;',
    isUsed: ({ sources }) =>
      [...sources.values()].some(
        ({ decoding }) => decoding.codec === 'registry' && decoding.registry.validate,
      ),
  },
  {
    module: 'shared/decode/registry/compile-avro.ts',
    stub: 'export const compileAvroSchema = missing;',
    isUsed: registryHas('avro'),
  },
  {
    module: 'shared/pipeline/components/decode-avro.ts',
    stub: `export const avroOptions = ${noOptions}, readAvro = missing;`,
    isUsed: reads('avro'),
  },
  {
    module: 'shared/pipeline/components/decode-csv.ts',
    stub: `export const csvOptions = ${noOptions}, readCsv = missing;`,
    isUsed: decodes('csv'),
  },
  {
    module: 'shared/decode/messagepack/messagepack-codec.ts',
    stub: 'export const createMessagePackCodec = missing;',
    isUsed: decodes('messagepack'),
  },
  {
    module: 'shared/decode/string-codec.ts',
    stub: 'export const createStringCodec = missing;',
    isUsed: decodes('string'),
  },
  {
    module: 'shared/engine/program/message-decoding.ts',
    stub: 'export const createMessageDecoding = missing;',
    isUsed: (model) =>
      hasCodec(model) || registryHas('protobuf')(model) || registryHas('avro')(model),
  },
  {
    module: 'shared/decode/bytes-decoder.ts',
    stub: 'export const BytesDecoder = missing;',
    isUsed: decodes('bytes'),
  },
  {
    module: 'shared/encode/copy-value.ts',
    stub: 'export const copyValue = missing, isCopied = missing;',
    isUsed: decodes('bytes'),
  },
  {
    module: 'shared/pipeline/components/encoding.ts',
    stub: `export const encodersOptions = {};
      export const readEncoding = ({ encoding: { codec } }) =>
        ['parquet', 'avro', 'csv', 'protobuf'].includes(codec) ? missing() : { encoding: { codec } };`,
    isUsed: encodes('parquet', 'avro', 'csv', 'protobuf'),
  },
  {
    module: 'shared/pipeline/components/parquet.ts',
    stub: `export const parquetOptions = ${noOptions}, parquetModel = missing, checkColumns = missing, columnTypes = null;`,
    isUsed: isFileUsed,
  },
  {
    module: 'shared/pipeline/columns/known-columns.ts',
    stub: 'export const knownColumns = () => null;',
    // what a registry says comes to the others, too
    isUsed: encodes('parquet', 'avro', 'csv'),
  },
  {
    module: 'shared/pipeline/components/encode-avro.ts',
    stub: `export const avroFileOptions = ${noOptions}, avroModel = missing;`,
    isUsed: encodes('avro'),
  },
  {
    module: 'shared/pipeline/components/encode-csv.ts',
    stub: `export const csvFileOptions = ${noOptions}, csvModel = missing;`,
    isUsed: encodes('csv'),
  },
  {
    module: 'shared/pipeline/components/encode-protobuf.ts',
    stub: `export const protobufFileOptions = ${noOptions}, protobufModel = missing;`,
    isUsed: encodes('protobuf'),
  },
  {
    module: 'shared/engine/protobuf-sink.ts',
    stub: 'export const protobufEncoder = missing;',
    isUsed: encodes('protobuf'),
  },
  {
    module: 'shared/engine/csv-sink.ts',
    stub: 'export const csvFraming = missing, csvEncoder = missing;',
    isUsed: encodes('csv'),
  },
  {
    module: 'shared/encode/avro/to-avro.ts',
    stub: 'export const toAvro = missing;',
    isUsed: encodes('avro'),
  },
  {
    module: 'shared/encode/parquet/to-parquet.ts',
    stub: 'export const toParquet = missing;',
    isUsed: encodes('parquet'),
  },
  {
    module: 'shared/engine/parquet-sink.ts',
    stub: 'export const parquetDestination = missing, parquetEncoder = missing;',
    isUsed: isFileUsed,
  },
  {
    module: 'shared/encode/file/make-here.ts',
    stub: 'export const parquetHere = null;',
    isUsed: isFileUsed,
  },
  {
    module: 'shared/encode/file/make-in-thread.ts',
    stub: 'export const parquetInThread = null;',
    isUsed: isFileUsed,
  },
];

/**
 * Leaves out of a bundle the parts that its pipeline does not use. Options that the environment decides count as they are
 * when it is built, so a package can be told to use what it does not have; then it says so.
 */
export function unusedParts(model: PipelineModel, of: 'consumer' | 'handler'): Plugin {
  const stubs = new Map(
    parts
      .filter(({ isUsed, stays }) => stays !== of && !isUsed(model))
      .map(({ module, stub }) => [join(root, module), stub]),
  );
  return {
    name: 'unused-parts',
    setup: (bundler) => {
      bundler.onLoad({ filter: /[\\/]shared[\\/].*\.ts$/ }, ({ path }) => {
        const stub = stubs.get(path);
        return stub === undefined ? null : { contents: missing + stub, resolveDir: root };
      });
    },
  };
}

const missing = `import { missingPart as missing } from './shared/missing-part.ts';\n`;
