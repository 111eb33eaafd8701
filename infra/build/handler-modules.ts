import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const sinkFolder = join(import.meta.dirname, '../../shared/sink/s3');

/** Codes of errors that nothing in a function can end with. */
export const codesElsewhere: readonly string[] = [
  'PIPELINE_UNREADABLE',
  'INPUT_UNREADABLE',
  'KAFKA_UNREACHABLE',
  'KAFKA_AUTH_FAILED',
  'KAFKA_ACCESS_DENIED',
  'KAFKA_TOPIC_UNKNOWN',
  'KAFKA_PROTOCOL',
  'KAFKA_UNSUPPORTED',
  'GROUP_INCONSISTENT',
  'GROUP_BUSY',
  'BATCH_CORRUPT',
  'OFFSET_OUT_OF_RANGE',
  'LOG_TRUNCATED',
  'LEDGER_FOREIGN',
  'LEDGER_UNREADABLE',
  'LEDGER_TOO_LARGE',
  'EPOCH_LOST',
  'RESET_UNFINISHED',
  'DISK_FULL',
  'FILE_UNAVAILABLE',
  'FILE_UNWRITABLE',
  'DATA_DIR_TAKEN',
  'DATA_DIR_UNUSABLE',
  'DATA_DIR_DAMAGED',
  'ENGINES_UNAVAILABLE',
  'STUCK',
  'RESTARTING_ENDLESSLY',
  'SHUTDOWN_INCOMPLETE',
  'THREAD_DIED',
];

/** What stands in errors.ts of each of them: `  CODE: { … },`. */
const kindsElsewhere = new RegExp(`^  (?:${codesElsewhere.join('|')}): \\{\n[^}]*\n  \\},\n`, 'gm');

/**
 * Modules that a function has another version of:
 * - of the sources of credentials those that it can have; 25 kB with gzip;
 * - no hints at spelling, 1 kB: names that are no options were refused when it was built;
 * - no errors of what it has not: Kafka, a ledger, a data directory, threads.
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
    bundler.onLoad({ filter: /[\\/]shared[\\/]errors\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll(kindsElsewhere, ''), loader: 'ts' };
    });
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
