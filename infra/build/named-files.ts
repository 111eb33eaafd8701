import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/** Names that stand for files: exactly these, not what lies below them. */
const files = {
  sluice: join(root, 'shared/pipeline/api.ts'),
  // Its own entry looks for a .wasm file beside itself, which a bundle does not have.
  '@platformatic/wasm-utils': join(root, 'node_modules/@platformatic/wasm-utils/dist/bundled.js'),
};

/** Puts files in the place of names, among them the pipeline in that of `sluice:pipeline`. */
export function namedFiles(pipeline: string): Plugin {
  return {
    name: 'named-files',
    setup: (bundler) => {
      const known = new Map(Object.entries({ ...files, 'sluice:pipeline': pipeline }));
      const filter = /^(?:sluice|sluice:pipeline|@platformatic\/wasm-utils)$/;
      bundler.onResolve({ filter }, ({ path }) => ({ path: known.get(path)! }));
    },
  };
}
