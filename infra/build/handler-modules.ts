import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const sinkFolder = join(import.meta.dirname, '../../shared/sink/s3');

/**
 * Modules that a function has another version of:
 * - of the sources of credentials those that it can have; 25 kB with gzip;
 * - no hints at spelling, 1 kB: names that are no options were refused when it was built.
 */
export const handlerModules: Plugin = {
  name: 'handler-modules',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: join(sinkFolder, 'function-credential-chain.ts'),
    }));
    bundler.onResolve({ filter: /^\.\/credential-sources\.ts$/ }, () => ({
      path: join(sinkFolder, 'function-credential-sources.ts'),
    }));
    bundler.onLoad({ filter: /[\\/]fastest-levenshtein[\\/].*\.js$/ }, () => ({
      contents: 'export const closest = (name, [known]) => known, distance = () => Infinity;',
      loader: 'js',
    }));
  },
};

const runtimeNamespace = 'runtime-sdk';

/**
 * In the handler, where the SDK is that of Lambda's runtime: each of its packages is required when it is first used.
 * Not imported, as imports are loaded at the start whether they are used or not, and as `require` finds what is in
 * NODE_PATH, where the runtime has it.
 */
export const runtimeSdk: Plugin = {
  name: 'runtime-sdk',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^@aws-sdk\// }, ({ path, namespace }) =>
      namespace === runtimeNamespace
        ? { path, external: true }
        : { path, namespace: runtimeNamespace },
    );
    bundler.onLoad({ filter: /.*/, namespace: runtimeNamespace }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};
