import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import { demoBucket } from '../../infra/demo/bucket.ts';
import { buildBundle } from '../../infra/demo/build-bundle.ts';
import { type DemoEngines, findEngines } from '../../infra/demo/find-engines.ts';
import { demoKafka } from '../../infra/demo/kafka-client.ts';
import { grouped } from '../../infra/demo/report.ts';
import { type ConsumerRun, runConsumer } from '../../infra/demo/run-consumer.ts';
import { s3Client } from '../../infra/demo/s3-client.ts';
import { checkGroup, deleteDemoTopic } from '../../infra/demo/topic.ts';
import { startHttpProxy } from '../support/http-proxy.ts';
import { createTopic } from '../support/topics.ts';
import { batchRecords, type OffsetSpan, produceBacklog } from './backlog.ts';
import { checkLake, type LakeCount } from './check-lake.ts';
import { untilLedgers } from './hold-epochs.ts';
import type { DrainOptions } from './options.ts';
import type { CommandContext } from '../../infra/demo/run-command.ts';

/** What the process may take beside the budget: Node, the bundle, and what V8 keeps of garbage. */
const besideBudgetBytes = 236_000_000;

/**
 * Records of each partition that are there when a consumer is killed. Its memory, four times that of the others, has to
 * take them all: what ends an epoch for want of memory makes the other partitions wait for what can never be stored.
 */
const epochRecords = Math.ceil(4_000 / batchRecords) * batchRecords;

/** What one consumer did with the whole backlog. */
export interface DrainReport extends Omit<LakeCount, 'examples'> {
  /** Unfinished epochs that another consumer had left, killed. */
  readonly ledgers: number;
  readonly eventsPerSecond: number;
  readonly cpuMicrosPerEvent: number;
  readonly peakRssMb: number;
  readonly faults: readonly string[];
}

interface Place {
  readonly engines: DemoEngines;
  readonly kafka: Kafka;
  readonly topic: string;
  readonly bundle: string;
}

/** Engines, topic, bundle, backlog; then a drain into a bucket of its own, and with `kill` another one. */
export async function runDrain(
  options: DrainOptions,
  context: CommandContext,
): Promise<DrainReport[]> {
  const place = await prepare(options, context);
  const { kill, partitions } = options;
  const plain = await makeBucket(options, context, place, 'plain');
  const reports: DrainReport[] = [];
  if (kill) {
    const killed = await makeBucket(options, context, place, 'killed');
    await produce(options, context, place, { from: 0, to: epochRecords });
    await leaveLedgers(options, context, place, killed);
    await produce(options, context, place, { from: epochRecords, to: Infinity });
    reports.push(await drain(options, context, place, { name: killed, ledgers: partitions }));
  } else {
    await produce(options, context, place, { from: 0, to: Infinity });
  }
  return [await drain(options, context, place, { name: plain, ledgers: 0 }), ...reports];
}

async function produce(
  options: DrainOptions,
  { steps, signal }: CommandContext,
  { kafka, topic }: Place,
  span: OffsetSpan,
): Promise<void> {
  const { events, partitions, prefixes } = options;
  await steps.run('produce', async (tell) => {
    let records = 0;
    await produceBacklog(kafka, topic, options, span, signal, (sent) => {
      records = sent;
      tell(sent / events, `${grouped(sent)} records`);
    });
    return [
      null,
      `${grouped(records)} records, ${partitions} partitions, ${prefixes} prefixes in each`,
    ];
  });
}

/** @returns the name of bucket and group */
async function makeBucket(
  { keep }: DrainOptions,
  { cleanup, steps }: CommandContext,
  { engines, topic }: Place,
  kind: 'plain' | 'killed',
): Promise<string> {
  const name = `${topic}-${kind}`;
  const bucket = demoBucket(engines.s3, name);
  await bucket.create();
  cleanup.add(async () => {
    if (engines.lasting && !keep) await bucket.remove();
    if (keep) steps.say(`kept: topic ${topic}, group and bucket ${name}`);
    bucket.close();
  });
  return name;
}

async function prepare(options: DrainOptions, context: CommandContext): Promise<Place> {
  const { steps, cleanup, env } = context;
  const { partitions, keep } = options;
  const [engines, kafka, topic] = await steps.run('engines', async () => {
    const found = await findEngines({ env, keep, tell: steps.say });
    cleanup.add(found.stop);
    const client = demoKafka(found.bootstrapServers);
    const made = await createTopic({
      hint: 'sluice-drain',
      partitions,
      // the records are of another day
      config: { 'retention.ms': '-1' },
      bootstrapServers: found.bootstrapServers,
    });
    cleanup.add(async () => {
      if (found.lasting && !keep) await deleteDemoTopic(client, made, made);
    });
    const where = `Kafka ${found.bootstrapServers}, S3 ${found.s3.endpoint}, ${found.origin}`;
    return [[found, client, made] as const, where];
  });
  const bundle = await steps.run('build', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-drain-'));
    cleanup.add(async () => rm(folder, { recursive: true, force: true }));
    const built = await buildBundle(folder, 'test/support/pipelines/scenario.ts');
    return [built.path, `consumer/main.mjs, ${grouped(built.bytes / 1000)} kB`];
  });
  return { engines, kafka, topic, bundle };
}

interface DrainCase {
  /** Of bucket and group. */
  readonly name: string;
  /** How many partitions a consumer before this one has left with an unfinished epoch. */
  readonly ledgers: number;
}

async function drain(
  options: DrainOptions,
  context: CommandContext,
  place: Place,
  { name, ledgers }: DrainCase,
): Promise<DrainReport> {
  const { steps, signal } = context;
  const { events } = options;
  const { engines, kafka, topic, bundle } = place;
  const run = await steps.run('drain', async (tell) => {
    const done = await runConsumer({
      bundle,
      env: environment(options, place, name, {}),
      signal,
      onProgress: ({ stored, objects, rssBytes }) =>
        tell(
          stored / events,
          `${grouped(objects)} objects stored, at most ${grouped(rssBytes / 1e6)} MB`,
        ),
    });
    const rate = (events / done.wallMs) * 1000;
    return [done, `${grouped(rate)} events a second, at most ${megabytes(done.peakRssBytes)}`];
  });
  const lake = await steps.run('check', async (tell) => {
    const client = s3Client(engines.s3);
    const counted = await checkLake(client, name, options, (objects) =>
      tell(null, `${grouped(objects)} objects read`),
    );
    client.destroy();
    return [counted, `${grouped(counted.stored)} of ${grouped(events)} records are stored once`];
  });
  const group = await checkGroup(kafka, topic, name);
  const { examples, ...counts } = lake;
  return {
    ...counts,
    ledgers,
    eventsPerSecond: Math.round((events / run.wallMs) * 1000),
    cpuMicrosPerEvent: Math.round((run.cpuMicros / events) * 100) / 100,
    peakRssMb: Math.round(run.peakRssBytes / 1e6),
    faults: [...faultsOf(options, lake, run), ...examples, ...group.faults.slice(0, 3)],
  };
}

function faultsOf({ maxBytes }: DrainOptions, lake: LakeCount, run: ConsumerRun): string[] {
  const { missing, duplicated, outOfOrder, strange } = lake;
  const counted = Object.entries({ missing, duplicated, outOfOrder, strange })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} records ${what}`);
  const most = maxBytes + besideBudgetBytes;
  const tooMuch =
    run.peakRssBytes > most
      ? [`it took ${megabytes(run.peakRssBytes)}; ${megabytes(most)} is the most for this budget`]
      : [];
  return [...(run.failure === null ? [] : [run.failure]), ...counted, ...tooMuch];
}

/** A consumer with more memory begins an epoch in every partition, can store nothing, and is killed. */
async function leaveLedgers(
  options: DrainOptions,
  { steps, signal }: CommandContext,
  place: Place,
  name: string,
): Promise<void> {
  const { engines, kafka, topic, bundle } = place;
  const { partitions, maxBytes } = options;
  await steps.run('kill -9', async () => {
    const proxy = await startHttpProxy(engines.s3.endpoint);
    const kill = new AbortController();
    try {
      proxy.fault(({ method, path }) =>
        method === 'PUT' && !path.endsWith('conditional-write-probe')
          ? { do: 'hold', ms: 3_600_000, when: 'before' }
          : null,
      );
      const env = environment(options, place, name, {
        endpoint: proxy.endpoint,
        maxBytes: 4 * maxBytes,
        timeoutSecs: 5,
      });
      const stop = AbortSignal.any([signal, kill.signal]);
      // the keeper of the consumer kills it when this is aborted
      const running = runConsumer({ bundle, env, signal: stop, onProgress: () => undefined });
      const ended = running.then(
        ({ failure }) => {
          throw new Error(failure ?? 'the consumer ended before it was killed');
        },
        (error: unknown) => {
          if (!kill.signal.aborted) throw error;
        },
      );
      await Promise.race([untilLedgers(kafka, topic, name, partitions, signal), ended]);
      kill.abort();
      await ended;
    } finally {
      kill.abort();
      await proxy.close();
    }
    return [null, `it leaves ${partitions} ledgers and nothing in the bucket`];
  });
}

interface Changes {
  readonly endpoint?: string;
  readonly maxBytes?: number;
  readonly timeoutSecs?: number;
}

/** The whole environment of the bundle: its definition, as the pipeline of the tests takes it. */
function environment(
  options: DrainOptions,
  { engines, topic }: Place,
  name: string,
  changes: Changes,
): Record<string, string> {
  const { s3 } = engines;
  const definition = {
    name: 'drain',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: engines.bootstrapServers,
        topics: topic,
        groupId: name,
        sessionTimeoutMs: 6_000,
        heartbeatIntervalMs: 1_000,
      },
    },
    sinks: {
      s3: {
        type: 'aws_s3',
        inputs: ['kafka'],
        bucket: name,
        endpoint: changes.endpoint ?? s3.endpoint,
        region: s3.region,
        auth: { accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey },
        keyPrefix: 'raw/dth=%Y-%m-%d-%H/',
        compression: options.compression,
        batch: { timeoutSecs: changes.timeoutSecs ?? 300 },
      },
    },
    buffer: { maxBytes: changes.maxBytes ?? options.maxBytes },
    api: { enabled: true, address: '${API_ADDRESS}' },
    log: { level: 'INFO' },
  };
  return { SLUICE_SCENARIO: JSON.stringify(definition), AWS_EC2_METADATA_DISABLED: 'true' };
}

function megabytes(bytes: number): string {
  return `${grouped(bytes / 1e6)} MB`;
}
