import type { Outcome } from '../invoke-emulator.ts';
import type { LocalFunction } from '../start-function.ts';
import type { Fault, Faults } from './faults.ts';
import type { Batch } from './fill-batch.ts';
import { failedOf } from './read-answer.ts';
import type { QueuedRecord } from './record-queues.ts';

export interface InvokeContext {
  readonly target: Pick<LocalFunction, 'invoke'>;
  readonly topic: string;
  readonly reportsItems: boolean;
  readonly signal: AbortSignal;
}

/** Those that count what happened here. */
export interface InvokeCounts {
  invocations: number;
  throttled: number;
  crashed: number;
  answersLost: number;
  partitionsReported: number;
}

/**
 * Invokes once, with the next fault. What fails by itself is not hidden by a fault of ours, and not counted as one.
 * @returns as the mapping hears it; null where it was not waited for, as all is to end
 */
export async function invokeWithFaults(
  { event, records }: Batch,
  faults: Faults,
  counts: InvokeCounts,
  { target, topic, reportsItems, signal }: InvokeContext,
): Promise<Outcome | null> {
  const fault = faults.next();
  if (fault === 'throttled') {
    counts.throttled++;
    return failure(fault);
  }
  counts.invocations++;
  const invoked = target.invoke(event, { crashAfterHandler: fault === 'crashed' });
  const outcome = await unlessAborted(invoked, signal);
  if (outcome === null || fault === null) return outcome;
  if (fault === 'crashed') {
    if (!outcome.ok && outcome.errorType === 'Runtime.ExitError') counts.crashed++;
    return outcome;
  }
  const failed = failedOf(records, topic, outcome, reportsItems);
  if (failed === 'all' || failed.length > 0) return outcome;
  if (fault === 'answer lost') {
    counts.answersLost++;
    return failure(fault);
  }
  counts.partitionsReported++;
  return namesOne(topic, records, faults);
}

function failure(why: Fault): Outcome {
  return { ok: false, errorType: 'Fault', errorMessage: why };
}

/** An answer that names one partition of the batch. */
function namesOne(topic: string, records: readonly QueuedRecord[], faults: Faults): Outcome {
  const partition = faults.pick([...new Set(records.map((each) => each.partition))]);
  const batchItemFailures = records
    .filter((each) => each.partition === partition)
    .map(({ offset }) => ({
      itemIdentifier: { partition: `${topic}-${partition}`, offset: Number(offset) },
    }));
  return { ok: true, payload: { batchItemFailures } };
}

/** What is awaited, or null once the signal says that all is to end: a function may take 15 minutes. */
async function unlessAborted<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const aborted = Promise.withResolvers<null>();
  const onAbort = (): void => aborted.resolve(null);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const first = await Promise.race([awaited, aborted.promise]);
    return signal.aborted ? null : first;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
