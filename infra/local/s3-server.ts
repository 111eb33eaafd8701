import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Address } from './addresses.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';
import type { Launch } from './server-process.ts';
import { waitReady } from './wait-ready.ts';

export interface S3Server {
  readonly folder: string;
  readonly java: string;
  readonly jars: string;
  readonly port: number;
}

/** Where clients find it. The credentials are no secret: they open a folder on the loopback interface. */
export function s3Address(port: number): S3Address {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: 'sluice',
    secretAccessKey: 'sluice-local-secret',
    region: 'us-east-1',
  };
}

/** Without it every step of every request is logged: 1 kB for each event of the demo, and most of the server's time. */
const logbackConfiguration = `<configuration>
  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d{HH:mm:ss.SSS} %level %logger -- %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="STDOUT" /></root>
</configuration>
`;

/** Starts an s3proxy process that keeps its buckets as folders. It is not ready yet: see `s3Ready`. */
export async function launchS3(server: S3Server, launch: Launch): Promise<ProcessIdentity> {
  const { folder, java, jars, port } = server;
  const buckets = join(folder, 'buckets');
  const temporary = join(folder, 'tmp');
  const properties = join(folder, 's3proxy.properties');
  await mkdir(buckets, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const logging = join(folder, 'logback.xml');
  await writeFile(logging, logbackConfiguration);
  const address = s3Address(port);
  await writeFile(
    properties,
    Object.entries({
      's3proxy.endpoint': address.endpoint,
      's3proxy.authorization': 'aws-v2-or-v4',
      's3proxy.identity': address.accessKeyId,
      's3proxy.credential': address.secretAccessKey,
      's3proxy.ignore-unknown-headers': 'true',
      'jclouds.provider': 'filesystem-nio2',
      'jclouds.filesystem.basedir': buckets,
      'jclouds.identity': 'unused',
      'jclouds.credential': 'unused',
    })
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  return launch({
    argv: [
      java,
      '-Xmx128m',
      '-XX:+UseSerialGC',
      '-XX:-UsePerfData',
      `-Djava.io.tmpdir=${temporary}`,
      `-Dlogback.configurationFile=${logging}`,
      '-cp',
      join(jars, '*'),
      'org.gaul.s3proxy.Main',
      '--properties',
      properties,
    ],
    logFile: s3Log(folder),
  });
}

function s3Log(folder: string): string {
  return join(folder, 's3proxy.log');
}

/** Waits until the server answers requests. @throws {SluiceError} as `waitReady` */
export async function s3Ready(
  folder: string,
  port: number,
  process: ProcessIdentity,
): Promise<void> {
  await waitReady({
    name: 'The S3 server',
    process,
    logFile: s3Log(folder),
    timeoutMs: 60_000,
    // Any answer will do; without a signature it is a refusal.
    isReady: async () =>
      fetch(s3Address(port).endpoint, { signal: AbortSignal.timeout(2000) }).then(
        async (response) => {
          await response.body?.cancel();
          return true;
        },
        () => false,
      ),
  });
}
