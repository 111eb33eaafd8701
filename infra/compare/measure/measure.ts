import { mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildBundle } from '../../demo/build-bundle.ts';
import type { CommandContext } from '../../demo/run-command.ts';
import type { MeasuredRun, Measurements } from '../model/measurements.ts';
import { type Compression, compressions } from '../model/question.ts';
import { calibrate } from './calibrate.ts';
import { figuresOf, type Session } from './figures.ts';
import { type FilledTopic, fillTopic, makeTopic, openPlace, type Place } from './place.ts';
import { producePaced } from './pace.ts';
import { drainTopic, watchConsumer } from './run-container.ts';
import { coreMb, type HandlerRun, invokeOnTopic } from './run-handler.ts';
import { runVector } from './run-vector.ts';
import { deviceWorkload, type Workload } from './workload.ts';

export interface MeasureOptions {
  readonly workload: Workload;
  /** Small records of a run of the container; others are shares of it. */
  readonly events: number;
  /** A Vector to be measured besides. */
  readonly vector: string | null;
}

/** Of the larger record, for the straight line over sizes; more where the workload's own are large. */
const largeBytes = 2_000;
const steadyRate = 10_000;
/** Several invocations each, as the first is left out. */
const leastInvoked = 50_000;
const leastLarge = 12_000;
const leastSmall = 3_000;
/** Of the run that is long enough for starts not to count. */
const longer = 2;
const warmSecs = 5;
/** Settings of the function, from a third of a core to a whole one, in small batches and full ones. */
const memorySizes = [512, 1_024, coreMb] as const;
const batchSizes = [1_000, 10_000] as const;

/** Runs the same workload through both packages on real servers. Takes one to three minutes. */
export async function measure(
  options: MeasureOptions,
  kept: Measurements,
  context: CommandContext,
): Promise<Measurements> {
  const { workload, events } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sluice-compare-'));
  context.cleanup.add(async () => rm(folder, { recursive: true, force: true }));
  const place = await openPlace(context);
  const { steps } = context;
  const calibration = await steps.run('calibrate', () => {
    const score = calibrate();
    return Promise.resolve([
      score,
      `${score.toFixed(0)} rounds of the calibration in a CPU second`,
    ]);
  });
  const bundles = await steps.run('build', async () => {
    const pipeline = 'pipelines/devices.ts';
    const consumer = await buildBundle(folder, pipeline, 'consumer');
    const handler = await buildBundle(folder, pipeline, 'handler');
    return [{ consumer, handler }, 'both packages of pipelines/devices.ts'];
  });
  const consumer = bundles.consumer.path;
  const handler = dirname(bundles.handler.path);
  const empty = await fillTopic(place, workload, 0);
  const small = await fillTopic(place, workload, events);
  const bytes = Math.round(Math.max(largeBytes, 4 * small.recordBytes));
  const large = await fillTopic(
    place,
    deviceWorkload(bytes),
    Math.max(leastLarge, Math.ceil(events / 8)),
  );
  const drain = async (compression: Compression, topic = small, threads: 1 | 2 = 1) =>
    steps.run('container', async () => {
      const mark = `c-${compression}-${threads}`;
      const run = await drainTopic(place, topic, { bundle: consumer, compression, threads, mark });
      return [run, lineOf(run)];
    });
  const invoke = async (
    compression: Compression,
    topic: FilledTopic,
    batchSize = 10_000,
    memoryMb?: number,
  ) =>
    steps.run('handler', async () => {
      const mark = `h-${compression}-${batchSize}-${memoryMb ?? 'whole'}`;
      const size = memoryMb === undefined ? {} : { memoryMb };
      const how = { folder: handler, compression, batchSize, mark, ...size };
      const run = await invokeOnTopic(place, topic, how);
      return [run, `${lineOf(run)}, ${run.invocations} invocations`];
    });
  const onLonger = async <T>(work: (topic: FilledTopic) => Promise<T>) =>
    work(await fillTopic(place, workload, longer * events));
  const each = async <T>(work: (compression: Compression) => Promise<T>) => ({
    none: await work('none'),
    gzip: await work('gzip'),
    zstd: await work('zstd'),
  });
  const start = { 1: await drain('none', empty), 2: await drain('none', empty, 2) };
  const container = {
    small: await each(async (compression) => drain(compression)),
    large: await each(async (compression) => drain(compression, large)),
    twoThreads: await drain('zstd', small, 2),
    long: await onLonger(async (topic) => ({
      1: await drain('zstd', topic),
      2: await drain('zstd', topic, 2),
    })),
  };
  const { idle, steady } = await watch(place, consumer, workload);
  // fewer: making events of the records takes longer than handling them
  const few = await fillTopic(place, workload, Math.max(leastInvoked, Math.ceil(events / 4)));
  const functions = {
    small: await each(async (compression) => invoke(compression, few)),
    large: await each(async (compression) => invoke(compression, large)),
    smallBatches: await invoke(
      'none',
      await fillTopic(place, workload, Math.max(leastSmall, Math.ceil(events / 20))),
      200,
    ),
    sizes: await inTurn(
      memorySizes.flatMap((memory) =>
        batchSizes.map((batch) => async () => invoke('none', few, batch, memory)),
      ),
    ),
  };
  const vector: Partial<Record<Compression, MeasuredRun>> = {};
  for (const compression of options.vector === null ? [] : compressions) {
    vector[compression] = await steps.run('vector', async () => {
      const run = await runVector(place, small, options.vector ?? '', compression);
      return [run, lineOf(run)];
    });
  }
  const session: Session = {
    date: new Date().toISOString().slice(0, 10),
    machine: machineName(),
    workload: `${events} records of ${small.recordBytes.toFixed(0)} bytes: ${workload.name}`,
    calibration,
    small,
    large,
    start,
    container,
    idle,
    steady,
    steadyRate,
    handler: functions,
    packages: {
      consumerBytes: bundles.consumer.bytes,
      handlerBytes: (await stat(join(handler, '..', 'handler.zip'))).size,
    },
    vector,
  };
  return {
    machine: session.machine,
    date: session.date,
    workload: session.workload,
    calibration: Math.round(calibration * 10) / 10,
    figures: figuresOf(session, kept.figures),
    runs: runsOf(session),
  };
}

async function inTurn<T>(works: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  for (const work of works) results.push(await work());
  return results;
}

async function watch(
  place: Place,
  bundle: string,
  workload: Workload,
): Promise<Pick<Session, 'idle' | 'steady'>> {
  const { steps, signal } = place.context;
  return steps.run('even', async (tell) => {
    const topic = await makeTopic(place);
    const options = { bundle, compression: 'zstd', threads: 1 } as const;
    tell(null, 'a consumer without records');
    const wait = async (ms: number): Promise<void> => sleep(ms, undefined, { signal });
    const produce = async (seconds: number): Promise<void> =>
      producePaced(place, topic, workload, { rate: steadyRate, seconds });
    const idle = await watchConsumer(
      place,
      topic,
      { ...options, mark: 'idle' },
      async () => wait(0),
      async () => wait(8_000),
    );
    tell(null, `${steadyRate} events a second`);
    const steady = await watchConsumer(
      place,
      topic,
      { ...options, mark: 'even' },
      async () => produce(warmSecs),
      async () => produce(10),
    );
    const micros = (steady.cpuMicros / steady.events).toFixed(2);
    return [{ idle, steady }, `${micros} µs an event at ${steadyRate} a second`];
  });
}

function lineOf({ what, recordBytes, events, cpuSeconds }: MeasuredRun): string {
  if (events === 0) return `a start: ${(cpuSeconds * 1e3).toFixed(0)} ms of CPU`;
  const micros = ((cpuSeconds / events) * 1e6).toFixed(2);
  return `${what}, records of ${recordBytes.toFixed(0)} bytes: ${micros} µs an event`;
}

/** Runs as the report lists them. */
function runsOf({ start, container, handler, vector }: Session): MeasuredRun[] {
  const warm = (run: MeasuredRun | HandlerRun) =>
    'warmCpuMicros' in run
      ? { warmCpuSeconds: run.warmCpuMicros / 1e6, warmEvents: run.warmEvents }
      : {};
  const listed = (run: MeasuredRun): MeasuredRun => ({
    host: run.host,
    what: run.what,
    recordBytes: run.recordBytes,
    events: run.events,
    cpuSeconds: run.cpuSeconds,
    wallSeconds: run.wallSeconds,
    peakBytes: run.peakBytes,
    objects: run.objects,
    storedBytes: run.storedBytes,
    ...(run.invocations === undefined ? {} : { invocations: run.invocations }),
    ...(run.eventBytes === undefined ? {} : { eventBytes: run.eventBytes }),
    ...(run.medianMs === undefined ? {} : { medianMs: run.medianMs }),
    ...warm(run),
    ...(run.memoryMb === undefined ? {} : { memoryMb: run.memoryMb }),
  });
  return [
    start[1],
    start[2],
    ...Object.values(container.small),
    container.twoThreads,
    ...Object.values(container.long),
    ...Object.values(container.large),
    ...Object.values(handler.small),
    handler.smallBatches,
    ...handler.sizes,
    ...Object.values(handler.large),
    ...Object.values(vector),
  ].map((run) => ({
    ...listed(run),
    recordBytes: Math.round(run.recordBytes),
    wallSeconds: Math.round(run.wallSeconds * 100) / 100,
    ...(run.medianMs === undefined ? {} : { medianMs: Math.round(run.medianMs * 10) / 10 }),
  }));
}

/** As the system calls it: no host name. */
function machineName(): string {
  const [first] = cpus();
  const cores = cpus().length;
  return `${cores} ${cores === 1 ? 'core' : 'cores'} of ${(first?.model ?? 'unknown').trim()}, Node ${process.versions.node}`;
}
