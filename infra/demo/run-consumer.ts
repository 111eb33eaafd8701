import { dirname, join } from 'node:path';
import { pickPorts } from '../local/free-ports.ts';
import { readMetrics } from './consumer-metrics.ts';
import type { ConsumerMetrics } from './consumer-metrics.ts';
import { keepProcess, lastLinesOf } from './keep-process.ts';
import type { ProcessUsage } from './process-keeper.ts';

/** How often the metrics are read: often enough for a live line, too seldom to cost the consumer anything. */
const pollMs = 400;
/** Where nothing has moved for so long, nothing will. */
const stuckAfterMs = 120_000;

export interface RunConsumerOptions {
  readonly bundle: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onProgress: (metrics: ConsumerMetrics) => void;
}

export interface ConsumerRun {
  readonly wallMs: number;
  readonly cpuMicros: number;
  readonly peakRssBytes: number;
  /** Whether the figures above come from the kernel, or from what the process told of itself when last asked. */
  readonly measured: 'by the kernel' | 'by its own metrics';
  /** Why it did not end as it should, with its last lines; null when all is well. */
  readonly failure: string | null;
}

/** Runs the bundle to the end of the topic, by environment alone, and measures the whole process. */
export async function runConsumer(options: RunConsumerOptions): Promise<ConsumerRun> {
  const { bundle, env, signal } = options;
  const { api } = await pickPorts(['api'], {});
  const logFile = join(dirname(bundle), 'consumer.log');
  const stop = new AbortController();
  const watch = watchProgress(api, options.onProgress, stop.signal);
  try {
    const command = {
      file: process.execPath,
      args: [bundle, '--until-end'],
      env: { ...env, API_ADDRESS: `127.0.0.1:${api}` },
      cwd: dirname(bundle),
      logFile,
    };
    const usage = await keepProcess(command, AbortSignal.any([signal, watch.stuck])).usage;
    signal.throwIfAborted();
    const last = watch.last();
    const { cpuMicros = null, peakRssBytes = null } = usage ?? {};
    const outside = cpuMicros !== null && peakRssBytes !== null;
    return {
      wallMs: usage?.wallMs ?? stuckAfterMs,
      cpuMicros: cpuMicros ?? last.cpuMicros,
      peakRssBytes: peakRssBytes ?? last.rssBytes,
      measured: outside ? 'by the kernel' : 'by its own metrics',
      failure: await failureOf(usage, logFile),
    };
  } finally {
    stop.abort();
  }
}

interface Watch {
  readonly last: () => ConsumerMetrics;
  /** Aborted when nothing has moved for too long. */
  readonly stuck: AbortSignal;
}

function watchProgress(
  port: number,
  onProgress: (metrics: ConsumerMetrics) => void,
  stop: AbortSignal,
): Watch {
  const stuck = new AbortController();
  let last = { received: 0, stored: 0, objects: 0, cpuMicros: 0, rssBytes: 0 };
  let movedAt = performance.now();
  const look = async (): Promise<void> => {
    const now = await readMetrics(port);
    if (stop.aborted) return;
    if (now !== null) {
      if (now.received > last.received || now.stored > last.stored) movedAt = performance.now();
      last = { ...now, rssBytes: Math.max(now.rssBytes, last.rssBytes) };
      onProgress(last);
    }
    if (performance.now() - movedAt > stuckAfterMs) stuck.abort();
    else setTimeout(() => void look(), pollMs).unref();
  };
  void look();
  return { last: () => last, stuck: stuck.signal };
}

async function failureOf(usage: ProcessUsage | null, logFile: string): Promise<string | null> {
  if (usage?.exitCode === 0) return null;
  const why =
    usage === null
      ? `the consumer has not moved for ${stuckAfterMs / 1000} seconds and was ended`
      : `the consumer ended with ${usage.signal ?? `exit code ${usage.exitCode}`}`;
  return `${why}; its last lines:\n${await lastLinesOf(logFile)}`;
}
