import { setTimeout as sleep } from 'node:timers/promises';
import { type SluiceError, toSluiceError } from '../errors.ts';
import { backoffMs } from '../backoff.ts';
import type { Emit } from '../telemetry/events.ts';

const firstDelayMs = 200;
const maxDelayMs = 30_000;

/**
 * Does something with a store for as long as it takes: what can heal is tried again with backoff until the signal is
 * aborted; what can't is thrown.
 * @returns null where the signal was aborted
 * @throws {SluiceError} STORE_* that cannot heal
 */
export async function storeUntilDone<T>(
  sink: string,
  action: () => Promise<T>,
  signal: AbortSignal,
  emit: Emit,
): Promise<{ readonly done: T } | null> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    const result = await attemptOnce(action);
    if ('done' in result) return result;
    const { error } = result;
    if (signal.aborted) return null;
    if (!error.retryable) throw error;
    const delayMs = backoffMs(attempt, firstDelayMs, maxDelayMs);
    emit({ name: 'store_retry', sink, attempt, delayMs, error });
    await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

async function attemptOnce<T>(
  action: () => Promise<T>,
): Promise<{ readonly done: T } | { readonly error: SluiceError }> {
  try {
    return { done: await action() };
  } catch (thrown) {
    return { error: toSluiceError(thrown) };
  }
}
