import { performance } from 'node:perf_hooks';
import type { SluiceError } from '../../../../shared/errors.ts';
import { backoffMs } from '../../../../shared/backoff.ts';
import type { PartitionFetch } from './partition-fetch.ts';

/** Told of everything that is tried again. */
export type OnRetry = (action: string, attempt: number, delayMs: number, cause: Error) => void;

/** Lets partitions rest after an error they share, the longer the more often; one report for all of them. */
export function retryLater(
  states: readonly PartitionFetch[],
  action: string,
  error: SluiceError,
  onRetry: OnRetry,
): void {
  let attempt = 0;
  for (const state of states) attempt = Math.max(attempt, ++state.attempts);
  const delayMs = backoffMs(attempt);
  const until = performance.now() + delayMs;
  for (const state of states) state.restUntilMs = until;
  const others = states.length === 1 ? '' : ` (and ${states.length - 1} more partitions)`;
  onRetry(`${action}${others}`, attempt, delayMs, error);
}
