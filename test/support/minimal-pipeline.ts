import { checkPipeline, loadPipeline } from '../../shared/pipeline/load.ts';
import { SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { fakeColumns } from './fake-columns.ts';
import { fakeMessages } from './fake-messages.ts';

/** The least that a pipeline needs, as plain objects, so that a test can put in what does not compile. */
export function minimalPipeline(
  changes: {
    readonly source?: object;
    readonly sink?: object;
    readonly top?: object;
  } = {},
): Record<string, unknown> {
  return {
    name: 'devices',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: 'localhost:9092',
        topics: ['devices'],
        groupId: 'lake',
        ...changes.source,
      },
    },
    sinks: {
      s3: {
        type: 'aws_s3',
        inputs: ['kafka'],
        bucket: 'lake',
        region: 'eu-central-1',
        ...changes.sink,
      },
    },
    ...changes.top,
  };
}

/** Of a source: an event is what its record holds, and nothing of the record itself. */
export const withoutMetadata = {
  keyField: null,
  topicKey: null,
  partitionKey: null,
  headersKey: null,
  offsetKey: null,
  timestampKey: null,
  sourceTypeKey: null,
} as const;

/** Loads with no file to read and the given environment. */
export function load(
  definition: unknown,
  env: Readonly<Record<string, string>> = {},
  readFile: (path: string) => string = noFile,
): PipelineModel {
  return loadPipeline(definition, {
    env,
    readFile,
    messages: fakeMessages,
    columns: fakeColumns,
  });
}

/** The faults that loading reports, one a line without the heading; empty where it loads. */
export function faultsOf(
  definition: unknown,
  env: Readonly<Record<string, string>> = {},
  readFile: (path: string) => string = noFile,
): readonly string[] {
  return linesOf(() => load(definition, env, readFile));
}

/** The faults that a build reports, which does not know the environment of the run. */
export function buildFaultsOf(definition: unknown): readonly string[] {
  return linesOf(() =>
    checkPipeline(definition, { env: {}, messages: fakeMessages, columns: fakeColumns }),
  );
}

function linesOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (thrown) {
    if (!(thrown instanceof SluiceError) || thrown.code !== 'CONFIG_INVALID') throw thrown;
    return thrown.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ {2}- /, ''));
  }
  return [];
}

function noFile(path: string): string {
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
}
