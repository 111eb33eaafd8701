import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { kafkaProperties, testUser } from './kafka-properties.ts';
import type { KafkaLayout } from './kafka-properties.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';
import { runTool } from './run-tool.ts';
import type { Launch } from './server-process.ts';
import { waitReady } from './wait-ready.ts';

export interface KafkaServer {
  readonly folder: string;
  readonly java: string;
  readonly jars: string;
  readonly layout: Omit<KafkaLayout, 'dataFolder'>;
  /** Without the compiler that pays off after minutes. */
  readonly quickStart?: boolean;
}

const quickCompiler = '-XX:TieredStopAtLevel=1';

/** Starts a broker process on its folder, which is formatted at first. It is not ready yet: see `kafkaReady`. */
export async function launchKafka(server: KafkaServer, launch: Launch): Promise<ProcessIdentity> {
  const { folder, java, jars } = server;
  const dataFolder = join(folder, 'data');
  const temporary = join(folder, 'tmp');
  const properties = join(folder, 'server.properties');
  await mkdir(temporary, { recursive: true });
  await writeFile(properties, kafkaProperties({ ...server.layout, dataFolder }));
  const jvm = [
    '-Xmx256m',
    '-XX:+UseSerialGC',
    '-XX:-UsePerfData',
    // Compression libraries unpack their native code here; it goes when the folder goes.
    `-Djava.io.tmpdir=${temporary}`,
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
    '-cp',
    join(jars, '*'),
  ];
  await format(java, jvm, properties, dataFolder);
  return launch({
    argv: [
      java,
      ...jvm,
      ...(server.quickStart === true ? [quickCompiler] : []),
      'kafka.Kafka',
      properties,
    ],
    logFile: kafkaLog(folder),
  });
}

function kafkaLog(folder: string): string {
  return join(folder, 'kafka.log');
}

/** Waits until the broker takes requests. @throws {SluiceError} as `waitReady` */
export async function kafkaReady(folder: string, process: ProcessIdentity): Promise<void> {
  const logFile = kafkaLog(folder);
  await waitReady({
    name: 'Kafka',
    process,
    logFile,
    timeoutMs: 120_000,
    isReady: async () =>
      (await readFile(logFile, 'utf8').catch(() => '')).includes('Kafka Server started'),
  });
}

async function format(
  java: string,
  jvm: readonly string[],
  properties: string,
  dataFolder: string,
): Promise<void> {
  const formatted = await access(join(dataFolder, 'meta.properties')).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  const { username, password } = testUser;
  const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${username},password=${password}]`,
  ]);
  const result = await runTool(java, [
    ...jvm,
    quickCompiler,
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    clusterId(),
    '--config',
    properties,
    ...scram,
  ]);
  if (result.exitCode === 0) return;
  const lines = result.lastLines.filter((line) => !/^\s+at /.test(line)).slice(-5);
  throw new SluiceError(
    /No space left/.test(lines.join()) ? 'DISK_FULL' : 'ENGINES_UNAVAILABLE',
    `Kafka could not format ${dataFolder}:\n  ${lines.join('\n  ')}`,
  );
}

/** One in 64 would begin with a hyphen, and be taken for an option. */
function clusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
