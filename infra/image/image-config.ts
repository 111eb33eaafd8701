import { imageUser } from './layer.ts';
import type { Platform } from './platforms.ts';

/** Where the image has Node. */
const nodePath = '/nodejs/bin/node';
/** Where `dataDir` of a disk buffer belongs. */
export const dataFolder = '/var/lib/sluice';

export interface ImageSource {
  readonly version: string;
  /** Of the commit that it is made from; null outside a repository. */
  readonly revision: string | null;
  /** When that was committed: an image of the same commit is the same image. */
  readonly createdAt: Date;
}

/** What the image runs where nothing else is said. */
export type DefaultCommand = readonly string[];

/** How the image wants to be run, in OCI's words; `Healthcheck` is Docker's, which others leave alone. */
export function imageConfig(
  { architecture }: Platform,
  { version, revision, createdAt }: ImageSource,
  command: DefaultCommand,
): Readonly<Record<string, unknown>> {
  const created = createdAt.toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    created,
    architecture,
    os: 'linux',
    config: {
      User: `${imageUser}:${imageUser}`,
      Env: ['PATH=/nodejs/bin', 'NODE_ENV=production'],
      Entrypoint: [nodePath],
      Cmd: command,
      WorkingDir: '/app',
      ExposedPorts: { '8686/tcp': {} },
      Volumes: { [dataFolder]: {} },
      // what the process drains on
      StopSignal: 'SIGTERM',
      // in nanoseconds
      Healthcheck: {
        Test: ['CMD', nodePath, '/app/health.mjs'],
        Interval: 30e9,
        Timeout: 5e9,
        StartPeriod: 60e9,
        Retries: 3,
      },
      Labels: {
        'org.opencontainers.image.title': 'sluice',
        'org.opencontainers.image.description': 'Kafka topics into an S3 data lake, exactly once',
        'org.opencontainers.image.licenses': 'Apache-2.0',
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.created': created,
        ...(revision === null ? {} : { 'org.opencontainers.image.revision': revision }),
      },
    },
  };
}
