import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { buildBundle } from '../../demo/build-bundle.ts';
import { checkLake } from '../../demo/check/check-lake.ts';
import { ownPrefix } from '../../demo/check/lake-tables.ts';
import { createCleanup } from '../../demo/cleanup.ts';
import { consumerEnvironment } from '../../demo/consumer-environment.ts';
import { type Place, preparePlace } from '../../demo/place.ts';
import { produceEvents } from '../../demo/produce-events.ts';
import { runConsumer } from '../../demo/run-consumer.ts';
import { s3Client } from '../../demo/s3-client.ts';
import { createSteps } from '../../demo/steps.ts';
import { runTool } from '../../local/run-tool.ts';
import { placeOptions } from '../place-options.ts';
import type { CheckContext, CheckStep } from '../step.ts';
import { fetchTrino, hasTrino } from './fetch-trino.ts';
import { askBoth } from './run-queries.ts';
import { startTrino } from './start-trino.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const events = 20_000;

export const athenaSteps: readonly CheckStep[] = [
  { name: 'athena: queries on DuckDB', run: onDuckDb },
  {
    name: 'athena: queries and tables on Trino',
    leftOut: async () =>
      (await hasTrino())
        ? null
        : 'Trino is a download of 450 MB; npm run infra:check -- Trino gets it, and from then on it is always run',
    run: onTrino,
  },
];

async function onDuckDb(): Promise<readonly string[]> {
  const test = join(root, 'test', 'infra', 'athena', 'queries.test.ts');
  const { exitCode, lastLines } = await runTool(process.execPath, ['--test', test], { cwd: root });
  return exitCode === 0 ? [] : [lastLines.join('\n')];
}

/**
 * A real run into a bucket, tables by `sluice ddl`, and each query on Trino and on DuckDB; then the tables over all that
 * sinks can write.
 */
async function onTrino({ say }: CheckContext): Promise<readonly string[]> {
  const program = await fetchTrino(say);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-trino-'));
  const cleanup = createCleanup();
  cleanup.add(async () => rm(folder, { recursive: true, force: true }));
  try {
    const signal = AbortSignal.timeout(600_000);
    const steps = createSteps({ write: (text: string) => say(text.trimEnd()) });
    const place = await preparePlace(
      { ...placeOptions, compression: 'gzip' },
      { env: process.env, cleanup, signal, steps },
      folder,
    );
    const faults = [...(await storeEvents(place, signal))];
    if (faults.length > 0) return faults;
    const copy = join(folder, 'copy');
    const keys = (await place.bucket.list()).filter(({ key }) => !key.startsWith(ownPrefix));
    await place.bucket.download(keys, copy, signal);
    const trino = await startTrino(program, place.engines.s3);
    cleanup.add(trino.stop);
    const answers = await askBoth(trino.url, place.name, copy);
    for (const [name, answer] of answers) {
      say(`${name}: ${answer.trino.length} rows`);
      if (answer.trino.length === 0) faults.push(`${name}: no row`);
      if (!isDeepStrictEqual(answer.trino, answer.duck)) {
        faults.push(
          `${name}: Trino says ${JSON.stringify(answer.trino)}, DuckDB ${JSON.stringify(answer.duck)}`,
        );
      }
    }
    return [...faults, ...(await tablesOnTrino(trino.url, place))];
  } finally {
    await cleanup.run((error) => say(`could not clean up: ${error.message}`));
  }
}

async function tablesOnTrino(url: string, { engines }: Place): Promise<readonly string[]> {
  const { bootstrapServers, s3 } = engines;
  const test = join(root, 'test', 'functions', 'cli', 'ddl', 'trino.test.ts');
  const env = {
    ...process.env,
    SLUICE_TRINO: url,
    KAFKA_BROKERS: bootstrapServers,
    S3_ENDPOINT: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_REGION: s3.region,
    ...(s3.sessionToken === null ? {} : { AWS_SESSION_TOKEN: s3.sessionToken }),
  };
  const { exitCode, lastLines } = await runTool(process.execPath, ['--test', test], {
    cwd: root,
    env,
  });
  return exitCode === 0 ? [] : [lastLines.join('\n')];
}

/** Produces, runs the consumer to the end, counts; then stores one event again, in another hour, for queries to find. */
async function storeEvents(place: Place, signal: AbortSignal): Promise<readonly string[]> {
  const { kafka, bucket, name, folder, engines } = place;
  const truth = await produceEvents(kafka, {
    seed: 11,
    count: events,
    partitions: placeOptions.partitions,
    format: 'json',
    topic: name,
    signal,
    onProgress: () => undefined,
  });
  const { path: bundle } = await buildBundle(folder);
  const env = consumerEnvironment({ engines, name, compression: 'none', path: undefined });
  const { failure } = await runConsumer({ bundle, env, signal, onProgress: () => undefined });
  if (failure !== null) return [failure];
  const objects = (await bucket.list()).filter(({ key }) => !key.startsWith(ownPrefix));
  const lake = join(folder, 'lake');
  await bucket.download(objects, lake, signal);
  const { faults } = await checkLake(lake, truth);
  const from = objects.find(({ key }) => key.includes('dth=2024-12-28-21'));
  if (faults.length > 0 || from === undefined) return [...faults, 'no object of 21 o’clock'];
  const [line = ''] = (await readFile(join(lake, from.key), 'utf8')).split('\n');
  const client = s3Client(engines.s3);
  const Key = from.key.replace('dth=2024-12-28-21/', 'dth=2024-12-28-22/again-');
  await client.send(new PutObjectCommand({ Bucket: name, Key, Body: `${line}\n` }));
  client.destroy();
  return [];
}
