import { dirname } from 'node:path';
import { describeError, SluiceError } from '../../shared/errors.ts';
import { type PollerCounts, runPoller } from '../local/lambda/poller/run-poller.ts';
import { type LocalFunction, startFunction } from '../local/lambda/start-function.ts';
import { childrenUsage } from './process-usage.ts';
import type { ConsumerRun } from './run-consumer.ts';

/** Two at once, as a mapping with two pollers would: each has its own partitions. */
const functionCount = 2;
const sampleMs = 100;
const lastLines = 15;
/** As much as gives a whole core in Lambda. */
const memoryMb = 1_769;

export interface RunHandlerOptions {
  readonly bundle: string;
  /** The function's; where it stores stands in it. */
  readonly env: Readonly<Record<string, string>>;
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly groupId: string;
  readonly events: number;
  readonly bisects: boolean;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (counts: PollerCounts) => void;
}

export interface HandlerRun extends ConsumerRun {
  /** What the poller did to the functions; null where it failed. */
  readonly poller: PollerCounts | null;
}

/**
 * Has functions in Lambda's emulator work off the topic, driven as an event source mapping would, with all that can go
 * wrong between the two: crashes after the put, lost answers, throttling, partitions that are reported though stored, and
 * retries that have grown. Measures the functions, not the emulator and not the poller.
 */
export async function runHandler(options: RunHandlerOptions): Promise<HandlerRun> {
  const { bundle, signal, events, seed } = options;
  const said: string[] = [];
  const onLine = (line: string): void => {
    said.push(line);
    if (said.length > lastLines) said.shift();
  };
  const env = { ...options.env, SLUICE_REPORT_BATCH_ITEM_FAILURES: 'true' };
  const startedAt = performance.now();
  const functions: LocalFunction[] = [];
  let usage: ReturnType<typeof watchUsage> | null = null;
  try {
    for (let number = 0; number < functionCount; number++) {
      const folder = dirname(bundle);
      functions.push(await startFunction({ folder, env, timeoutSecs: 120, memoryMb, onLine }));
    }
    usage = watchUsage(functions);
    let poller: PollerCounts | null = null;
    let failure: string | null = null;
    try {
      poller = await runPoller({
        ...options,
        functions,
        // large enough for large objects, small enough that a small demo has many invocations, too
        batchSize: Math.min(10_000, Math.max(100, Math.ceil(events / 40))),
        windowMs: 1_000,
        reportsItems: true,
        faults: { seed, share: 0.4, atMost: 100 },
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SluiceError)) throw error;
      failure = `${describeError(error)}\n${said.map((line) => `    ${line}`).join('\n')}`;
    }
    signal.throwIfAborted();
    const wallMs = performance.now() - startedAt;
    const { cpuMicros, peakRssBytes } = usage.finish();
    return { wallMs, cpuMicros, peakRssBytes, measured: 'by the kernel', failure, poller };
  } finally {
    // however it ends: the timer would keep this process
    usage?.finish();
    await Promise.all(functions.map(async (each) => each.stop()));
  }
}

interface Usage {
  readonly cpuMicros: number;
  /** Of the largest of them. */
  readonly peakRssBytes: number;
}

/** The functions are the emulators' children. The kernel keeps what those that ended have used, but not how large they were. */
function watchUsage(functions: readonly LocalFunction[]): { readonly finish: () => Usage } {
  let peakRssBytes = 0;
  const look = (): number => {
    const found = functions.map(({ pid }) => childrenUsage(pid));
    peakRssBytes = Math.max(peakRssBytes, ...found.map((each) => each.peakRssBytes));
    return found.reduce((sum, each) => sum + each.cpuMicros, 0);
  };
  const timer = setInterval(look, sampleMs);
  return {
    finish: () => {
      clearInterval(timer);
      return { cpuMicros: look(), peakRssBytes };
    },
  };
}
