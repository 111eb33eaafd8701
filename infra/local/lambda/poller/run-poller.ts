/**
 * A test tool, not a part of Sluice: drives a function from a real topic as Lambda's event source mapping does, as far as
 * AWS says how that is, and lets happen to it what can happen. What it does not do: filters, schema registries, on-failure
 * destinations, several pollers in one group. A batch that comes again is as long or longer, unless it is bisected, or
 * read anew and cut shorter (`rereads`), as a poller might that takes a partition over before its batch was committed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { maxEventBytes } from '../../../../functions/cli/events/event-builder.ts';
import type { LocalFunction } from '../start-function.ts';
import type { FaultOptions } from './faults.ts';
import { Lane, type LaneCounts } from './lane.ts';
import { openTopic } from './topic-reader.ts';

export interface PollerOptions {
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly groupId: string;
  /** One for each invocation at once; each has partitions of its own, so no partition is in two. */
  readonly functions: readonly Pick<LocalFunction, 'invoke'>[];
  /** Records: BatchSize. */
  readonly batchSize: number;
  /** How long a batch waits for more: MaximumBatchingWindowInSeconds. */
  readonly windowMs: number;
  /** FunctionResponseTypes: ReportBatchItemFailures. */
  readonly reportsItems: boolean;
  /** BisectBatchOnFunctionError; false. */
  readonly bisects?: boolean;
  /** Invocations of one batch, after which the run fails; 50. */
  readonly maxAttempts?: number;
  /** None by default. */
  readonly faults?: FaultOptions;
  /** JSON of one event; 6 MB. */
  readonly maxBytes?: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (counts: PollerCounts) => void;
}

export type PollerCounts = LaneCounts;

/**
 * Has the function work off what is in the topic now, and commits what it has done.
 * @throws {SluiceError} INVOCATION_FAILED where a batch fails again and again; EVENT_INVALID for a record over the limit
 */
export async function runPoller(options: PollerOptions): Promise<PollerCounts> {
  const { functions, batchSize, maxBytes = maxEventBytes, signal } = options;
  const reader = await openTopic({
    ...options,
    maxQueuedRecords: batchSize,
    maxQueuedBytes: maxBytes + 1_000_000,
  });
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const onStop = (): void => reader.queues.signal();
  stop.addEventListener('abort', onStop);
  const lanes = functions.map((target, number) => {
    const partitions = reader.partitions.filter((each) => each % functions.length === number);
    return new Lane({ ...options, target, number, partitions, reader, maxBytes, signal: stop });
  });
  const counts = (): PollerCounts => lanes.map((lane) => lane.counts).reduce(sum);
  const progress = new AbortController();
  const telling = tell(() => options.onProgress?.(counts()), progress.signal);
  try {
    await Promise.all(
      lanes.map(async (lane) => {
        try {
          await lane.run();
        } catch (error) {
          // so that the others end, too
          failed.abort(error);
          throw error;
        }
      }),
    );
    return counts();
  } finally {
    progress.abort();
    await telling;
    await reader.close();
  }
}

async function tell(now: () => void, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(200, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    now();
  }
}

function sum(one: PollerCounts, other: PollerCounts): PollerCounts {
  const entries = Object.entries(one) as [keyof PollerCounts, number][];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value + other[name]]),
  ) as unknown as PollerCounts;
}
