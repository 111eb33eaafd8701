import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The delay before a try, in milliseconds: doubling from `firstMs` to `mostMs`, of which a random half is taken off, so
 * that many clients do not come back at once.
 * @param attempt 1 for the first retry
 */
export function backoffMs(attempt: number, firstMs = 100, mostMs = 10_000): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full / 2 + Math.random() * (full / 2));
}

/** Waits so long, or until the signal is aborted; false where it was. */
export async function waitFor(delayMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await sleep(delayMs, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
