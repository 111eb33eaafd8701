import { SluiceError } from '../../../shared/errors.ts';
import { consumerEnvironment } from '../../demo/consumer-environment.ts';
import { childrenUsage } from '../../demo/process-usage.ts';
import { medianOf } from '../../first-answer/measure.ts';
import { runPoller } from '../../local/lambda/poller/run-poller.ts';
import { startFunction } from '../../local/lambda/start-function.ts';
import type { MeasuredRun } from '../model/measurements.ts';
import type { Compression } from '../model/question.ts';
import { type FilledTopic, type Place, withBucket } from './place.ts';
import { keepToShare } from './share-of-core.ts';

export interface HandlerRunOptions {
  /** Holds index.mjs. */
  readonly folder: string;
  readonly compression: Compression;
  readonly batchSize: number;
  /** It is kept to the share of a core that this gives on Lambda; left out: to none. */
  readonly memoryMb?: number;
  readonly mark: string;
}

/** A run of the function, and what only it tells. */
export interface HandlerRun extends MeasuredRun {
  readonly invocations: number;
  readonly eventBytes: number;
  readonly medianMs: number;
  /** Without the first invocation, which loads and compiles the code. */
  readonly warmCpuMicros: number;
  readonly warmEvents: number;
  readonly warmInvocations: number;
  /** How much longer the first took than the one in the middle. */
  readonly initMs: number;
  readonly logBytes: number;
  /** Metrics that CloudWatch makes of its log: by name and dimensions. */
  readonly metrics: number;
}

const sampleMs = 50;
/** Memory that gives a whole vCPU. */
export const coreMb = 1_769;

/** One function in AWS's emulator works off a topic, one full batch after the other, and nothing goes wrong. */
export async function invokeOnTopic(
  place: Place,
  topic: FilledTopic,
  options: HandlerRunOptions,
): Promise<HandlerRun> {
  const { folder, compression, batchSize, memoryMb = null, mark } = options;
  const { engines, context } = place;
  const name = `${topic.name}-${mark}`;
  return withBucket(place, name, async (bucket) => {
    let logBytes = 0;
    const metrics = new Set<string>();
    const started = await startFunction({
      folder,
      env: {
        ...consumerEnvironment({ engines, name, compression, path: context.env['PATH'] }),
        KAFKA_TOPICS: topic.name,
      },
      timeoutSecs: 120,
      memoryMb: memoryMb ?? coreMb,
      onLine: (line) => {
        logBytes += Buffer.byteLength(line) + 1;
        for (const metric of metricsIn(line)) metrics.add(metric);
      },
    });
    let peakBytes = 0;
    const look = (): number => {
      const usage = childrenUsage(started.pid);
      peakBytes = Math.max(peakBytes, usage.peakRssBytes);
      return usage.cpuMicros;
    };
    const timer = setInterval(look, sampleMs);
    const times: number[] = [];
    let eventBytes = 0;
    let firstMicros = 0;
    let firstRecords = 0;
    let unshare = (): void => undefined;
    try {
      const startedAt = performance.now();
      const counts = await runPoller({
        bootstrapServers: engines.bootstrapServers,
        topic: topic.name,
        groupId: name,
        functions: [
          {
            invoke: async (event) => {
              const invokedAt = performance.now();
              const outcome = await started.invoke(event);
              if (!outcome.ok) {
                throw new SluiceError('INVOCATION_FAILED', `the function: ${outcome.errorMessage}`);
              }
              times.push(performance.now() - invokedAt);
              eventBytes += Buffer.byteLength(event);
              if (times.length === 1) {
                firstMicros = look();
                firstRecords = recordsIn(event);
                // a start has a whole core on Lambda, too
                if (memoryMb !== null && memoryMb < coreMb) {
                  unshare = keepToShare(started.pid, memoryMb / coreMb);
                }
              }
              return outcome;
            },
          },
        ],
        batchSize,
        windowMs: 60_000,
        reportsItems: false,
        signal: context.signal,
      });
      context.signal.throwIfAborted();
      const cpuMicros = look();
      const objects = (await bucket.list()).filter(({ key }) => key.startsWith('raw/'));
      return {
        host: 'handler',
        what: `${compression}, ${batchSize === 10_000 ? 'full batches' : `batches of ${batchSize}`}`,
        ...(memoryMb === null ? {} : { memoryMb }),
        recordBytes: topic.recordBytes,
        events: counts.records,
        cpuSeconds: cpuMicros / 1e6,
        wallSeconds: (performance.now() - startedAt) / 1e3,
        peakBytes,
        objects: objects.length,
        storedBytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
        invocations: counts.invocations,
        eventBytes,
        medianMs: medianOf(times.slice(1)),
        warmCpuMicros: cpuMicros - firstMicros,
        warmEvents: counts.records - firstRecords,
        warmInvocations: counts.invocations - 1,
        initMs: Math.max(0, (times[0] ?? 0) - medianOf(times.slice(1))),
        logBytes,
        metrics: metrics.size,
      };
    } finally {
      clearInterval(timer);
      unshare();
      await started.stop();
    }
  });
}

interface EmbeddedMetrics {
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
}

/** CloudWatch's embedded metric format: each combination of values of its dimensions is a metric, and billed as one. */
function metricsIn(line: string): string[] {
  if (!line.startsWith('{"_aws"')) return [];
  const fields = JSON.parse(line) as Record<string, unknown> & { readonly _aws: EmbeddedMetrics };
  return fields._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const values = names.map((name) => `${name}=${String(fields[name])}`).join(',');
      return Metrics.map(({ Name }) => `${Namespace} ${Name} ${values}`);
    }),
  );
}

function recordsIn(event: string): number {
  const { records } = JSON.parse(event) as { records: Record<string, unknown[]> };
  return Object.values(records).reduce((sum, group) => sum + group.length, 0);
}
