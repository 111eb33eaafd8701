import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Kafka } from 'kafkajs';
import { SluiceError } from '../../shared/errors.ts';
import { demoBucket } from './bucket.ts';
import type { DemoBucket } from './bucket.ts';
import { buildBundle } from './build-bundle.ts';
import { checkLake } from './check/check-lake.ts';
import type { LakeCheck } from './check/check-lake.ts';
import { dataPrefix, deadLetterPrefix, ownPrefix } from './check/lake-tables.ts';
import type { Cleanup } from './cleanup.ts';
import { consumerEnvironment } from './consumer-environment.ts';
import type { Truth } from './events/truth.ts';
import { findEngines } from './find-engines.ts';
import type { DemoEngines } from './find-engines.ts';
import { demoKafka } from './kafka-client.ts';
import type { DemoOptions } from './options.ts';
import { produceEvents } from './produce-events.ts';
import { grouped } from './report.ts';
import type { DemoReport } from './report.ts';
import { runConsumer } from './run-consumer.ts';
import type { ConsumerRun } from './run-consumer.ts';
import { type HandlerRun, runHandler } from './run-handler.ts';
import type { Steps } from './steps.ts';
import { checkGroup, createDemoTopic, deleteDemoTopic } from './topic.ts';
import type { GroupState } from './topic.ts';

/** The same events at every run: the truth is known, and two runs can be compared. */
const seed = 20_241_228;

export interface DemoContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly steps: Steps;
  readonly signal: AbortSignal;
  /** Takes what must be undone at the end, whatever the end is. */
  readonly cleanup: Cleanup;
}

/** What the steps share once there are engines. */
interface Place {
  readonly engines: DemoEngines;
  readonly kafka: Kafka;
  readonly bucket: DemoBucket;
  /** Of topic, group and bucket. */
  readonly name: string;
  readonly folder: string;
}

/**
 * The demo, step by step: engines, topic and bucket, events, bundle, consumer, and the count by SQL.
 * @throws {SluiceError} where a step cannot be done; what is wrong with the result stands in the report instead
 */
export async function runDemo(options: DemoOptions, context: DemoContext): Promise<DemoReport> {
  const { steps, signal } = context;
  steps.say(
    `Sluice demo: ${grouped(options.events)} device events through ${options.partitions} partitions into S3\n`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  context.cleanup.add(async () => rm(folder, { recursive: true, force: true }));
  const place = await preparePlace(options, context, folder);
  signal.throwIfAborted();
  // not beside the producer: two busy processes on two cores would make both look slow
  const bundle = await steps.run('build', async () => {
    const only = options.handler ? 'handler' : 'consumer';
    const built = await buildBundle(folder, undefined, only);
    return [built, `${relative(folder, built.path)}, ${grouped(built.bytes / 1000)} kB`];
  });
  signal.throwIfAborted();
  const truth = await produce(options, context, place);
  const run = await (options.handler ? invoke : consume)(bundle.path, options, context, place);
  return check(truth, run, options, context, place);
}

async function preparePlace(
  options: DemoOptions,
  { env, steps, cleanup }: DemoContext,
  folder: string,
): Promise<Place> {
  const { keep, partitions } = options;
  const name = `sluice-demo-${randomUUID().slice(0, 8)}`;
  return steps.run('engines', async () => {
    const engines = await findEngines({ env, keep, tell: steps.say });
    cleanup.add(engines.stop);
    const kafka = demoKafka(engines.bootstrapServers);
    const bucket = demoBucket(engines.s3, name);
    const undo = async (work: () => Promise<void>): Promise<void> => {
      if (engines.lasting && !keep) await work();
    };
    cleanup.add(async () => bucket.close());
    await reached(bucket.create(), `make a bucket on ${engines.s3.endpoint}`);
    cleanup.add(async () => undo(bucket.remove));
    const topic = createDemoTopic(kafka, name, partitions);
    await reached(topic, `make a topic on ${engines.bootstrapServers}`);
    cleanup.add(async () => undo(async () => deleteDemoTopic(kafka, name, name)));
    if (keep) cleanup.add(async () => tellKept(steps, engines, name));
    const where = `Kafka ${engines.bootstrapServers}, S3 ${engines.s3.endpoint}, ${engines.origin}`;
    return [{ engines, kafka, bucket, name, folder }, where];
  });
}

/** The first request to a server: what fails there is most likely its address or a right that is missing. */
async function reached(request: Promise<void>, what: string): Promise<void> {
  try {
    await request;
  } catch (cause) {
    throw new SluiceError('ENGINES_UNAVAILABLE', `the demo cannot ${what}`, { cause });
  }
}

function tellKept({ say }: Steps, engines: DemoEngines, name: string): void {
  say(`kept: topic and group ${name} on ${engines.bootstrapServers}`);
  say(`      bucket s3://${name} on ${engines.s3.endpoint}`);
  if (engines.origin === 'started') say('      npm run engines -- stop  ends the engines');
}

async function produce(options: DemoOptions, context: DemoContext, place: Place): Promise<Truth> {
  const { events: count, partitions } = options;
  return context.steps.run('produce', async (tell) => {
    const startedAt = performance.now();
    const rate = (records: number): number => (records / (performance.now() - startedAt)) * 1000;
    const truth = await produceEvents(place.kafka, {
      seed,
      count,
      partitions,
      topic: place.name,
      signal: context.signal,
      onProgress: (records) => tell(records / count, `${grouped(rate(records))} events/s`),
    });
    return [
      truth,
      `${grouped(truth.records)} events, ${megabytes(truth.bytes)}, ${grouped(rate(count))} a second`,
    ];
  });
}

async function consume(
  bundle: string,
  options: DemoOptions,
  context: DemoContext,
  place: Place,
): Promise<ConsumerRun> {
  const { events: count, compression } = options;
  return context.steps.run('consume', async (tell) => {
    const run = await runConsumer({
      bundle,
      env: consumerEnvironment({ ...place, compression, path: context.env['PATH'] }),
      signal: context.signal,
      onProgress: ({ received, stored, objects }) =>
        tell(stored / count, `${grouped(received)} read, ${grouped(objects)} objects stored`),
    });
    const rate = (count / run.wallMs) * 1000;
    return [run, `one process, ${grouped(rate)} events a second from its start to its end`];
  });
}

async function invoke(
  bundle: string,
  options: DemoOptions,
  context: DemoContext,
  place: Place,
): Promise<HandlerRun> {
  const { events, compression, bisect } = options;
  return context.steps.run('invoke', async (tell) => {
    const run = await runHandler({
      bundle,
      env: consumerEnvironment({ ...place, compression, path: context.env['PATH'] }),
      bootstrapServers: place.engines.bootstrapServers,
      topic: place.name,
      groupId: place.name,
      events,
      bisects: bisect,
      seed,
      signal: context.signal,
      onProgress: ({ records, invocations, retries }) =>
        tell(records / events, `${grouped(invocations)} invocations, ${grouped(retries)} retries`),
    });
    const rate = (events / run.wallMs) * 1000;
    return [run, `two functions at once, ${grouped(rate)} events a second, faults and all`];
  });
}

async function check(
  truth: Truth,
  run: ConsumerRun | HandlerRun,
  options: DemoOptions,
  context: DemoContext,
  place: Place,
): Promise<DemoReport> {
  return context.steps.run('check', async (tell) => {
    tell(null, 'asking Kafka, copying the objects');
    const { kafka, bucket, name } = place;
    const group = await checkGroup(kafka, name, name);
    const listed = await bucket.list();
    const objects = listed.filter(({ key }) => !key.startsWith(ownPrefix));
    const lakeFolder = join(place.folder, 'lake');
    await bucket.download(objects, lakeFolder, context.signal);
    tell(null, 'counting with DuckDB');
    const lake = await checkLake(lakeFolder, truth, options.bisect);
    const below = (prefix: string) => objects.filter(({ key }) => key.startsWith(prefix));
    const data = below(dataPrefix);
    const letters = below(deadLetterPrefix);
    const stray = objects.length - data.length - letters.length;
    const faults = [
      ...(run.failure === null ? [] : [run.failure]),
      ...lake.faults,
      ...(stray === 0
        ? []
        : [`${stray} objects lie neither under ${dataPrefix} nor ${deadLetterPrefix}`]),
      ...groupFaults(group, truth),
    ];
    const report: DemoReport = {
      figures: {
        produced: truth.records,
        stored: lake.stored,
        deadLettered: lake.deadLettered,
        missing: lake.missing,
        duplicated: lake.duplicated,
        objects: data.length,
        bytesIn: truth.bytes,
        bytesOut: data.reduce((sum, { bytes }) => sum + bytes, 0),
        eventsPerSecond: Math.round((truth.records / run.wallMs) * 1000),
        cpuMicrosPerEvent: round2(run.cpuMicros / truth.records),
        peakRssMb: Math.round(run.peakRssBytes / 1e6),
        ...handlerFigures(run),
      },
      measured: run.measured,
      deadLetterObjects: letters.length,
      faults,
      findings: findingsOf(truth, lake),
      sample: lake.sample,
    };
    return [report, `${grouped(objects.length)} objects copied and counted with DuckDB`];
  });
}

function handlerFigures(run: ConsumerRun | HandlerRun) {
  if (!('poller' in run) || run.poller === null) return {};
  const { invocations, retries, grown, bisected } = run.poller;
  const { crashed, answersLost, throttled, partitionsReported } = run.poller;
  return {
    invocations,
    retries,
    grown,
    bisected,
    crashed,
    answersLost,
    throttled,
    partitionsReported,
  };
}

function groupFaults(group: GroupState, truth: Truth): string[] {
  // acknowledged once, but a request that is repeated after a lost answer is there twice: not the consumer's doing
  const produced =
    group.records === BigInt(truth.records)
      ? []
      : [
          `the topic holds ${group.records} records instead of ${truth.records}: the demo's own producer had to repeat a request, run it again`,
        ];
  return [...produced, ...group.faults];
}

function findingsOf(truth: Truth, lake: LakeCheck): string[] {
  return [
    lake.duplicated === 0
      ? `every event once, in the prefix of its hour: ${lake.hours} hours`
      : `every event, in the prefix of its hour: ${lake.hours} hours; and ${grouped(lake.duplicated)} copies, which bisecting leaves`,
    `numbers as they were written: ${grouped(truth.exact.length)} events with integers beyond 2^53 or decimals like 0.1000`,
    ...(lake.duplicated === 0
      ? [
          `sums by device and hour as produced: ${grouped(truth.hours.length)} of ${grouped(truth.hours.length)}`,
        ]
      : []),
    `broken records whole among the dead letters: ${truth.broken.length} of ${truth.broken.length}`,
    'committed offsets are the ends of the log in every partition, says Kafka',
  ];
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

function megabytes(bytes: number): string {
  return `${grouped(bytes / 1e6)} MB`;
}
