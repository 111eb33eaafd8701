import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { PipelineModel } from '../../shared/pipeline/model.ts';

const root = join(import.meta.dirname, '..', '..');

/** A part of Sluice that not every pipeline needs. */
interface Part {
  /** The one module through which it is used, below the project's folder. */
  readonly module: string;
  /** What stands there where it is not used: `missing` throws. */
  readonly stub: string;
  readonly isUsed: (model: PipelineModel) => boolean;
}

const isProtobufUsed = ({ sources }: PipelineModel): boolean =>
  [...sources.values()].some(({ decoding }) => decoding.codec === 'protobuf');

const parts: readonly Part[] = [
  {
    module: 'shared/pipeline/components/protobuf.ts',
    stub: `export const protobufOptions = { kind: 'group', options: {}, short: null };
      export const readProtobuf = missing;`,
    isUsed: isProtobufUsed,
  },
  {
    module: 'shared/engine/program/message-decoding.ts',
    stub: 'export const createMessageDecoding = missing;',
    isUsed: isProtobufUsed,
  },
];

/**
 * Leaves out of a bundle the parts that its pipeline does not use. An option that the environment decides counts as it was
 * when the pipeline was built: a package that is told otherwise later says so.
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

const missing = `
  import { SluiceError } from './shared/errors.ts';
  const missing = () => {
    throw new SluiceError('CONFIG_INVALID', 'the pipeline was built with another codec, and this one is not in the package; build it with the environment that it runs in');
  };
`;
