import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { PipelineModel } from '../../shared/pipeline/model.ts';

const root = join(import.meta.dirname, '..', '..');

/** A part of Sluice that not every pipeline needs. */
interface Part {
  /** A module through which alone it is used, below the project's folder. */
  readonly module: string;
  /** What stands there where it is not used: `missing` throws. */
  readonly stub: string;
  readonly isUsed: (model: PipelineModel) => boolean;
}

const decodes =
  (codec: string) =>
  ({ sources }: PipelineModel): boolean =>
    [...sources.values()].some(({ decoding }) => decoding.codec === codec);

const parts: readonly Part[] = [
  {
    module: 'shared/pipeline/components/decoding.ts',
    stub: `export const protobufOptions = { kind: 'group', options: {}, short: null };
      export const readDecoding = ({ codec }) => codec === 'protobuf' ? missing() : { codec };`,
    isUsed: decodes('protobuf'),
  },
  {
    module: 'shared/engine/program/message-decoding.ts',
    stub: 'export const createMessageDecoding = missing;',
    isUsed: decodes('protobuf'),
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
];

/**
 * Leaves out of a bundle the parts that its pipeline does not use. Options that the environment decides count as they are
 * when it is built, so a package can be told to use what it does not have; then it says so.
 */
export function unusedParts(model: PipelineModel): Plugin {
  const stubs = new Map(
    parts
      .filter(({ isUsed }) => !isUsed(model))
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
