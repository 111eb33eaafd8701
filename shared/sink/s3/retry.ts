import { setTimeout as sleep } from 'node:timers/promises';
import type { SluiceError } from '../../errors.ts';

/** A try that failed and will be repeated. */
export interface S3Retry {
  /** The try that failed; the first is 1. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: SluiceError;
}

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly onRetry: (retry: S3Retry) => void;
  /** Called before a try that follows a refusal of the credentials; what it throws counts as that try's failure. */
  readonly refresh: () => Promise<void>;
  readonly random: () => number;
}

const firstDelayMs = 200;
const longestDelayMs = 10_000;

/**
 * Tries a request a few times, waiting longer each time, at random within the upper half ("equal jitter": never a
 * retry at once, never all consumers at the same moment).
 *
 * Not the SDK's own retry, for four reasons: it gives up streamed bodies after one try, its waiting does not end when
 * the caller's signal is aborted, it takes an expired token for final, and nobody learns that it happened.
 *
 * Access denied is tried once more with fresh credentials, because some servers say it of a session that has expired.
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  request: () => Promise<T>,
  classify: (thrown: unknown) => SluiceError,
): Promise<T> {
  let credentialsRefused = false;
  let deniedBefore = false;
  for (let attempt = 1; ; attempt++) {
    let error: SluiceError;
    try {
      if (credentialsRefused) await policy.refresh();
      return await request();
    } catch (thrown) {
      error = classify(thrown);
    }
    const denied = error.code === 'STORE_ACCESS_DENIED';
    const again = error.retryable || (denied && !deniedBefore);
    if (!again || attempt >= policy.maxAttempts || signal.aborted) throw error;
    deniedBefore ||= denied;
    credentialsRefused = denied || error.code === 'STORE_CREDENTIALS';
    const delayMs = delayOf(attempt, policy.random());
    policy.onRetry({ attempt, delayMs, error });
    try {
      await sleep(delayMs, undefined, { signal });
    } catch {
      throw error;
    }
  }
}

/** How long to wait after a try, in ms. @param random 0 ≤ random < 1 */
export function delayOf(attempt: number, random: number): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
