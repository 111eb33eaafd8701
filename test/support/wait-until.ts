import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for something that other processes bring about, and says what it waited for when it does not come.
 * @returns the first answer that is neither false, null nor undefined
 */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  options: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const { timeoutMs = 30_000, everyMs = 50 } = options;
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== null && seen !== undefined) return seen;
    if (performance.now() > giveUpAt) {
      throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    }
    await sleep(everyMs);
  }
}
