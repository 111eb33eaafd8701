import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { PipelineModel } from '../../shared/pipeline/model.ts';

const root = join(import.meta.dirname, '..', '..');

/** A part of Sluice that not every pipeline needs. */
interface Part {
  /** The modules through which alone it is used, below the project's folder, and what stands in the place of each. */
  readonly modules: Readonly<Record<string, string>>;
  readonly isUsed: (model: PipelineModel) => boolean;
}

const parts: readonly Part[] = [
  {
    modules: {
      'shared/pipeline/components/decoding.ts': `
        import { missingPart } from './shared/missing-part.ts';
        export const protobufOptions = { kind: 'group', options: {}, short: null };
        export const readDecoding = ({ codec }) => codec === 'protobuf' ? missingPart() : { codec };`,
      'shared/engine/program/message-decoding.ts': missing('createMessageDecoding'),
    },
    isUsed: (model) => decodes(model, 'protobuf'),
  },
  {
    modules: {
      'shared/decode/bytes-decoder.ts': missing('BytesDecoder'),
      'shared/encode/copy-value.ts': missing('copyValue', 'isCopied'),
    },
    isUsed: (model) => decodes(model, 'bytes'),
  },
];

function decodes({ sources }: PipelineModel, codec: string): boolean {
  return [...sources.values()].some(({ decoding }) => decoding.codec === codec);
}

/**
 * Leaves out of a bundle the parts that its pipeline does not use: a function that throws stands in the place of each.
 * Options that the environment decides count as they are when it is built, so a package can be told to use what it does
 * not have; then it says so.
 */
export function unusedParts(model: PipelineModel): Plugin {
  const stubs = new Map(
    parts
      .filter(({ isUsed }) => !isUsed(model))
      .flatMap(({ modules }) => Object.entries(modules))
      .map(([module, stub]) => [join(root, module), stub]),
  );
  return {
    name: 'unused-parts',
    setup: (bundler) => {
      bundler.onLoad({ filter: /[\\/]shared[\\/].*\.ts$/ }, ({ path }) => {
        const contents = stubs.get(path);
        return contents === undefined ? null : { contents, resolveDir: root };
      });
    },
  };
}

/** Functions of these names, which throw. */
function missing(...names: string[]): string {
  const exported = names.map((name) => `missingPart as ${name}`);
  return `export { ${exported.join(', ')} } from './shared/missing-part.ts';`;
}
