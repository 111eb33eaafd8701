import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../../shared/errors.ts';
import { consumerEnvironment } from '../../demo/consumer-environment.ts';
import { readMetrics } from '../../demo/consumer-metrics.ts';
import { keepProcess, lastLinesOf } from '../../demo/keep-process.ts';
import { runConsumer } from '../../demo/run-consumer.ts';
import { pickPorts } from '../../local/free-ports.ts';
import type { MeasuredRun } from '../model/measurements.ts';
import type { Compression } from '../model/question.ts';
import { type FilledTopic, type Place, withBucket } from './place.ts';

export interface ContainerRunOptions {
  readonly bundle: string;
  readonly compression: Compression;
  readonly threads: 1 | 2;
  /** What tells its group and bucket from those of other runs. */
  readonly mark: string;
}

/** A run that ends, and what its log has of it. */
export interface DrainedRun extends MeasuredRun {
  /** The line that sums up what was stored, as comes each minute at INFO; 0 where nothing was. */
  readonly logLineBytes: number;
}

/** The bundle drains a topic, measured from outside by the kernel. @throws {SluiceError} INTERNAL with its last lines */
export async function drainTopic(
  place: Place,
  topic: FilledTopic,
  options: ContainerRunOptions,
): Promise<DrainedRun> {
  const { compression, threads, mark } = options;
  const name = `${topic.name}-${mark}`;
  return withBucket(place, name, async (bucket) => {
    const run = await runConsumer({
      bundle: options.bundle,
      env: environmentOf(place, topic.name, options),
      signal: place.context.signal,
      onProgress: () => undefined,
    });
    if (run.failure !== null) throw new SluiceError('INTERNAL', run.failure);
    const objects = (await bucket.list()).filter(({ key }) => key.startsWith('raw/'));
    return {
      host: 'container',
      what: `${compression}, ${threads} thread${threads === 1 ? '' : 's'}`,
      recordBytes: topic.recordBytes,
      events: topic.events,
      cpuSeconds: run.cpuMicros / 1e6,
      wallSeconds: run.wallMs / 1e3,
      peakBytes: run.peakRssBytes,
      objects: objects.length,
      storedBytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
      logLineBytes: await storedLineBytes(join(dirname(options.bundle), 'consumer.log')),
    };
  });
}

async function storedLineBytes(logFile: string): Promise<number> {
  const lines = (await readFile(logFile, 'utf8')).split('\n');
  const stored = lines.filter((line) => line.includes('"event":"stored"'));
  return Math.max(0, ...stored.map((line) => Buffer.byteLength(line) + 1));
}

/** What the consumer used of a core, and what it handled, over a while of its life. */
export interface Watched {
  readonly cpuMicros: number;
  readonly seconds: number;
  readonly events: number;
}

const settleMs = 3_000;
const startLimitMs = 60_000;

/**
 * Lets the consumer run on a topic while something happens, and tells of that while alone.
 * @param first what goes before, so that its code is warm
 * @param during resolves when enough was seen
 */
export async function watchConsumer(
  place: Place,
  topic: string,
  options: ContainerRunOptions,
  first: () => Promise<void>,
  during: () => Promise<void>,
): Promise<Watched> {
  const { bundle, mark } = options;
  const name = `${topic}-${mark}`;
  return withBucket(place, name, async () => {
    const { api } = await pickPorts(['api'], {});
    const logFile = join(dirname(bundle), 'watched.log');
    const stop = new AbortController();
    const env = { ...environmentOf(place, topic, options), API_ADDRESS: `127.0.0.1:${api}` };
    const command = { file: process.execPath, args: [bundle], env, cwd: dirname(bundle), logFile };
    const signal = AbortSignal.any([place.context.signal, stop.signal]);
    const kept = keepProcess(command, signal);
    try {
      const giveUpAt = performance.now() + startLimitMs;
      while ((await readMetrics(api)) === null) {
        if (performance.now() > giveUpAt) {
          throw new SluiceError('INTERNAL', `no consumer:\n${await lastLinesOf(logFile)}`);
        }
        await sleep(100, undefined, { signal: place.context.signal });
      }
      await sleep(settleMs, undefined, { signal: place.context.signal });
      await first();
      const look = async () => ({
        metrics: await readMetrics(api),
        at: performance.now(),
      });
      const before = await look();
      await during();
      const after = await look();
      return {
        cpuMicros: (after.metrics?.cpuMicros ?? 0) - (before.metrics?.cpuMicros ?? 0),
        events: (after.metrics?.received ?? 0) - (before.metrics?.received ?? 0),
        seconds: (after.at - before.at) / 1e3,
      };
    } finally {
      kept.stop();
      await Promise.race([kept.usage, sleep(10_000)]);
      stop.abort();
      await kept.usage;
    }
  });
}

function environmentOf(
  { engines, context }: Place,
  topic: string,
  { compression, threads, mark }: ContainerRunOptions,
): Record<string, string> {
  const name = `${topic}-${mark}`;
  return {
    ...consumerEnvironment({ engines, name, compression, path: context.env['PATH'] }),
    KAFKA_TOPICS: topic,
    VECTOR_THREADS: String(threads),
    BATCH_MAX_BYTES: '67108864',
    BATCH_TIMEOUT_SECS: '300',
  };
}
