import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { needsEvents } from '../../shared/engine/program/stay-on-bytes.ts';
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

/** Of the options of a registry those that a source without one has to know: that there is none. */
const noRegistryOptions = `export const schemaRegistryOptions = { kind: 'group', options: {}, short: null };`;

const isParquetUsed = ({ sinks }: PipelineModel): boolean =>
  [...sinks.values()].some(({ encoding }) => encoding.codec === 'parquet');

const parts: readonly Part[] = [
  {
    module: 'shared/engine/program/object-branches.ts',
    stub: 'export const needKeys = () => false, ObjectBranches = missing;',
    isUsed: needsEvents,
    stays: 'consumer',
  },
  {
    module: 'shared/pipeline/components/decoding.ts',
    stub: `export const protobufOptions = { kind: 'group', options: {}, short: null };
      export const readDecoding = ({ codec }) => codec === 'protobuf' ? missing() : { codec };`,
    isUsed: (model) => decodes('protobuf')(model) || hasRegistry(model),
  },
  {
    module: 'shared/pipeline/components/schema-registry-options.ts',
    stub: noRegistryOptions,
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
    module: 'shared/engine/program/message-decoding.ts',
    stub: 'export const createMessageDecoding = missing;',
    isUsed: (model) =>
      decodes('protobuf')(model) || registryHas('protobuf')(model) || registryHas('avro')(model),
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
    module: 'shared/pipeline/components/parquet.ts',
    stub: `export const parquetOptions = { kind: 'group', options: {}, short: null };
      export const readEncoding = ({ encoding: { codec } }) =>
        codec === 'parquet' ? missing() : { encoding: { codec } };`,
    isUsed: isParquetUsed,
  },
  {
    module: 'shared/engine/parquet-sink.ts',
    stub: 'export const parquetDestination = missing, parquetEncoder = missing;',
    isUsed: isParquetUsed,
  },
  {
    module: 'shared/encode/parquet/make-here.ts',
    stub: 'export const parquetHere = null;',
    isUsed: isParquetUsed,
  },
  {
    module: 'shared/encode/parquet/make-in-thread.ts',
    stub: 'export const parquetInThread = null;',
    isUsed: isParquetUsed,
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
