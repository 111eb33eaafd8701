import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/**
 * Puts code in the place of `sluice:NAME`, whose imports are told from the project's folder.
 * @param contents null: nothing was generated, and the module's default export is undefined
 */
export function generatedModule(name: string, contents: string | null): Plugin {
  return {
    name,
    setup: (bundler) => {
      const filter = new RegExp(`^sluice:${name}$`);
      bundler.onResolve({ filter }, ({ path }) => ({ path, namespace: name }));
      bundler.onLoad({ filter: /.*/, namespace: name }, () => ({
        contents: contents ?? 'export default undefined;',
        loader: 'js',
        resolveDir: root,
      }));
    },
  };
}
