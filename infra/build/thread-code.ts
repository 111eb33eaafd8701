import { join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { threadLimits } from '../../shared/encode/file/thread-limits.ts';

const folder = join(import.meta.dirname, '../../shared/encode/file');

/**
 * Puts the code of the thread that makes Parquet files into the bundle as text, as a bundle is one file: a thread that
 * was started from the whole of it would load all that it does not need.
 */
export function threadCode(common: BuildOptions): Plugin {
  return {
    name: 'thread-code',
    setup: (bundler) => {
      const { minify = false } = bundler.initialOptions;
      bundler.onLoad({ filter: /[\\/]start-thread\.ts$/ }, async ({ path }) => {
        if (path !== join(folder, 'start-thread.ts')) return undefined;
        const { outputFiles } = await build({
          ...common,
          banner: {},
          // what a thread is given as text is no module
          format: 'cjs',
          minify,
          entryPoints: [join(folder, 'thread.ts')],
          write: false,
        });
        const code = JSON.stringify(outputFiles[0]!.text);
        return {
          contents: `import { Worker } from 'node:worker_threads';
            export const startThread = () => new Worker(${code}, { eval: true, resourceLimits: ${JSON.stringify(threadLimits)} });`,
          loader: 'js',
        };
      });
    },
  };
}
