import { performance } from 'node:perf_hooks';
import { SluiceError } from '../../../../shared/errors.ts';
import { backoffMs } from '../../../../shared/backoff.ts';
import type { PartitionFetch } from './partition-fetch.ts';
import type { OnRetry } from './retries.ts';

/** A batch that is damaged on its way is whole at the next try; one that is damaged on the disk never is. */
const mostAttempts = 3;

/** Fetches a damaged batch again, from the leader, a few times; then the partition has failed. */
export function refetchDamaged(state: PartitionFetch, error: SluiceError, onRetry: OnRetry): void {
  const now = performance.now();
  const attempt = ++state.damagedAttempts;
  if (attempt > mostAttempts) {
    state.failure = new SluiceError(
      error.code,
      `${error.message}; ${attempt} fetches gave the same`,
      {
        cause: error.cause,
      },
    );
    return;
  }
  state.refetch();
  state.insistOnLeader(now);
  const delayMs = backoffMs(attempt);
  state.restUntilMs = now + delayMs;
  onRetry('fetch a damaged batch again', attempt, delayMs, error);
}
