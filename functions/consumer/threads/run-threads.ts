import { setTimeout as sleep } from 'node:timers/promises';
import { Holdings } from '../../../shared/engine/holdings.ts';
import { SluiceError } from '../../../shared/errors.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { HealthCheck, PartitionGauge } from '../../../shared/telemetry/events.ts';
import { startTelemetryServer } from '../../../shared/telemetry/http-server.ts';
import { logConsumerEvent } from '../../../shared/telemetry/consumer-lines.ts';
import { createLogEvents } from '../../../shared/telemetry/log-events.ts';
import { createLog } from '../../../shared/telemetry/logger.ts';
import { createMetrics, type Metrics } from '../../../shared/telemetry/metrics.ts';
import { metricsPage } from '../../../shared/telemetry/metrics-page.ts';
import { createProgress } from '../../../shared/telemetry/progress.ts';
import { type ProcessOptions, stopSignal, tapHubOf } from '../run-process.ts';
import { Thread } from './thread.ts';
import { threadMemory } from './thread-share.ts';

const checkMs = 1_000;
/** For a thread's own limit and its leaving, beyond shutdown.timeoutSecs. */
const graceMs = 10_000;

export interface ThreadsOptions extends Omit<ProcessOptions, 'createKafkaPort'> {
  /** The bundle, which each thread is started from. */
  readonly entry: URL;
  readonly write: (stream: 'stdout' | 'stderr', lines: Uint8Array) => void;
}

/**
 * Runs one pipeline in several threads, each a whole consumer. The main thread does none of the work: it starts them,
 * hands signals on, answers for them all, and sees that they stop together.
 *
 *     running ──▶ stopping ──▶ all gone
 *        signal, or the first error of any: all publish, commit and leave, side by side
 */
export async function runThreads(
  model: PipelineModel,
  options: ThreadsOptions,
): Promise<SluiceError | null> {
  const { entry, terminal, untilEnd, version } = options;
  const log = createLog({ service: model.name, level: model.log.level, beforeLine: () => clear() });
  const memory = threadMemory(model);
  const threads: Thread[] = [];
  const progress = createProgress(terminal, {
    partitions: () => threads.map(({ status }) => ({ lag: status.lag })),
    heldBytes: () => new Holdings(memory.holdings, 0).all(),
  });
  const clear = (): void => progress.clear();
  const emit = createLogEvents(log, logConsumerEvent);
  const failure = new AbortController();
  const fail = (error: SluiceError): void => failure.abort(error);
  const failHere = (error: SluiceError): void => {
    emit({ name: 'fatal', error });
    fail(error);
  };
  const hub = model.api.tap
    ? tapHubOf(model, (limits) => {
        for (const thread of threads) thread.tap(limits);
      })
    : null;
  const server = model.api.enabled
    ? await startTelemetryServer({
        ...model.api,
        metrics: commonMetrics(model, version, threads),
        health: commonHealth(threads),
        tap: hub && hub.serve,
      })
    : null;
  emit({ name: 'started', pipeline: model.name, version });
  const stop = AbortSignal.any([stopSignal(model, options, emit), failure.signal]);
  for (let number = 1; number <= model.threads; number++) {
    threads.push(
      new Thread({
        entry,
        start: { number, memory, untilEnd, watched: terminal.isTTY === true },
        write: (stream, lines) => {
          clear();
          options.write(stream, lines);
        },
        onEvent: progress.emit,
        onTapped: (lines) => hub?.give(lines),
        onFatal: fail,
        onDeath: failHere,
      }),
    );
  }
  stop.addEventListener('abort', () => {
    for (const thread of threads) thread.stop();
    void endLate(model, threads);
  });
  const timer = setInterval(() => checkThreads(model, threads, failHere), checkMs);
  const ends = await Promise.all(threads.map(({ ended }) => ended));
  clearInterval(timer);
  progress.stop();
  await server?.close();
  if (failure.signal.aborted) return failure.signal.reason as SluiceError;
  return ends.find((error) => error !== null) ?? null;
}

/** The process as a whole, and all threads added up. */
function commonMetrics(
  model: PipelineModel,
  version: string,
  threads: readonly Thread[],
): Pick<Metrics, 'scrape' | 'contentType'> {
  const { contentType, values } = createMetrics({
    pipeline: model.name,
    version,
    gauges: nothingHeld,
    processMetrics: true,
  });
  const scrape = async (): Promise<string> => {
    const own = await values();
    return metricsPage(own, await Promise.all(threads.map((thread) => thread.values())));
  };
  return { contentType, scrape };
}

/** The main thread's own part. */
const nothingHeld = {
  partitions: (): readonly PartitionGauge[] => [],
  heldBytes: () => ({ open: 0, publishing: 0, fetched: 0 }),
  openObjects: () => 0,
};

/** Well only if all threads are; the reason is that of the first that is not. */
function commonHealth(threads: readonly Thread[]): HealthCheck {
  const worst = (kind: 'alive' | 'ready'): ReturnType<HealthCheck['alive']> => {
    for (const { number, status } of threads) {
      if (!status[kind].ok)
        return { ok: false, reason: `thread ${number}: ${status[kind].reason}` };
    }
    return { ok: threads.length > 0, reason: threads[0]?.status[kind].reason ?? 'starting' };
  };
  return { alive: () => worst('alive'), ready: () => worst('ready') };
}

/** A thread whose own watchdog cannot run any more, because something in it never returns. */
function checkThreads(
  { watchdog: { stuckAfterSecs } }: PipelineModel,
  threads: readonly Thread[],
  fail: (error: SluiceError) => void,
): void {
  for (const thread of threads) {
    const silentSecs = (thread.check() * checkMs) / 1000;
    if (stuckAfterSecs === 0 || silentSecs < stuckAfterSecs) continue;
    const error = new SluiceError(
      'STUCK',
      `thread ${thread.number} has not answered for ${silentSecs} s; ` +
        `watchdog.stuckAfterSecs allows ${stuckAfterSecs} s`,
    );
    fail(error);
    void thread.terminate(error);
  }
}

/** Threads keep the limit themselves; this is for one that is blocked. */
async function endLate({ shutdown }: PipelineModel, threads: readonly Thread[]): Promise<void> {
  const { timeoutSecs } = shutdown;
  await sleep(timeoutSecs * 1000 + graceMs, undefined, { ref: false });
  for (const thread of threads) {
    const message = `thread ${thread.number} did not stop within shutdown.timeoutSecs (${timeoutSecs} s)`;
    await thread.terminate(new SluiceError('SHUTDOWN_INCOMPLETE', message));
  }
}
