import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';

/** What is used of @platformatic/kafka, and the file that names it. */
const library = join(import.meta.dirname, '../../functions/consumer/kafka/platformatic/library.ts');
const modules = dirname(fileURLToPath(import.meta.resolve('@platformatic/kafka')));

/**
 * Bundles that file by itself before the rest: its modules do nothing when they are loaded, but do not say so, and
 * where a library is loaded on demand, esbuild keeps all of it. That makes 670 kB 230 kB.
 */
export function kafkaLibrary(common: BuildOptions): Plugin {
  return {
    name: 'kafka-library',
    setup: (bundler) => {
      bundler.onLoad({ filter: /[\\/]platformatic[\\/]library\.ts$/ }, async ({ path }) => {
        if (path !== library) return undefined;
        const { outputFiles } = await build({
          ...common,
          banner: {},
          entryPoints: [path],
          write: false,
          external: ['@platformatic/wasm-utils'],
          plugins: [usedModules],
        });
        return { contents: outputFiles[0]!.text, loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
}

const usedModules: Plugin = {
  name: 'used-modules',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^@platformatic\/kafka$/ }, () => ({
      path: join(modules, 'index.js'),
      sideEffects: false,
    }));
    bundler.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, resolveDir }) =>
      resolveDir.startsWith(modules)
        ? { path: join(resolveDir, path), sideEffects: false }
        : undefined,
    );
  },
};
