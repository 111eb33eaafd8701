import { join } from 'node:path';
import { consumerEnvironment } from '../../infra/demo/consumer-environment.ts';
import type { DemoEngines } from '../../infra/demo/find-engines.ts';
import type { BenchCase } from './cases.ts';
import { schemaFile, schemaVariable } from './data/messages.ts';

/** Where one run of a program reads and writes. */
export interface RunPlace {
  readonly engines: DemoEngines;
  readonly topic: string;
  /** Of group and bucket: fresh ones. */
  readonly name: string;
  /** For files of its own; fresh too. */
  readonly folder: string;
  readonly path: string | undefined;
}

export interface ProgramStart {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Written into the folder before the start, by their names. */
  readonly files?: Readonly<Record<string, string>>;
  /** Left out: the folder of the run. */
  readonly cwd?: string;
}

/** What can be measured: how it is started for a case. */
export interface BenchProgram {
  readonly name: string;
  /** Whether it ends when it has read the topic; otherwise it gets a SIGTERM when the bucket holds all. */
  readonly ends: boolean;
  readonly start: (of: BenchCase, place: RunPlace) => ProgramStart;
}

const gcPreload = join(import.meta.dirname, 'gc-preload.mjs');
/** Under this name in the run's folder a Node program writes how long its garbage collections took. */
export const gcFile = 'gc-millis';

/** Our bundle, as users run it: `bundles` are its paths by pipeline. */
export function sluice(
  bundles: ReadonlyMap<string, string>,
  { threads, nodeArgs = [] }: { threads?: 1 | 2; nodeArgs?: readonly string[] } = {},
): BenchProgram {
  return {
    name: threads === undefined ? 'sluice' : `sluice-${threads}`,
    ends: true,
    start: (of, place) => {
      const { engines, name, topic, path, folder } = place;
      const { compression } = of;
      return {
        file: process.execPath,
        args: ['--import', gcPreload, ...nodeArgs, bundles.get(of.pipeline)!, '--until-end'],
        env: {
          ...consumerEnvironment({ engines, name, compression, path }),
          KAFKA_TOPICS: topic,
          ...(of.batchMaxBytes === undefined ? {} : { BATCH_MAX_BYTES: String(of.batchMaxBytes) }),
          VECTOR_THREADS: String(threads ?? of.threads),
          API_ADDRESS: '127.0.0.1:0',
          BENCH_GC_FILE: join(folder, gcFile),
        },
      };
    },
  };
}

/** The naive program, bundled. */
export function baseline(bundle: string): BenchProgram {
  return {
    name: 'baseline',
    ends: true,
    start: (of, place) => ({
      file: process.execPath,
      args: ['--import', gcPreload, bundle],
      env: {
        ...plainEnvironment(of, place),
        CHANGE: of.change,
        [schemaVariable]: schemaFile,
        BENCH_GC_FILE: join(place.folder, gcFile),
      },
    }),
  };
}

/** Any program, by the shell. */
export function command(line: string): BenchProgram {
  return {
    name: 'command',
    ends: false,
    start: (of, place) => ({
      file: '/bin/sh',
      // in its place, so that what is measured and what gets the signal is not a shell
      args: ['-c', `exec ${line}`],
      env: plainEnvironment(of, place),
      // where whoever wrote the line is
      cwd: process.cwd(),
    }),
  };
}

/** What `--command` is told, and the naive program. */
function plainEnvironment(of: BenchCase, place: RunPlace): Record<string, string> {
  const { engines, topic, name, path } = place;
  const { s3 } = engines;
  return {
    ...(path === undefined ? {} : { PATH: path }),
    KAFKA_BROKERS: engines.bootstrapServers,
    TOPIC: topic,
    GROUP: name,
    S3_ENDPOINT: s3.endpoint,
    BUCKET: name,
    PREFIX: 'raw/',
    COMPRESSION: of.compression,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_REGION: s3.region,
    ...(s3.sessionToken === null ? {} : { AWS_SESSION_TOKEN: s3.sessionToken }),
  };
}
