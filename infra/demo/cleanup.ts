import { setTimeout as sleep } from 'node:timers/promises';

/** One undo may take so long: whoever pressed Ctrl-C does not want to wait for a server that is silent. */
const defaultLimitMs = 15_000;

/** What must be undone at the end of a run, whatever ends it. */
export interface Cleanup {
  readonly add: (undo: () => Promise<void>) => void;
  /** Undoes everything, the last first. One that fails is told, and the others are done all the same. */
  readonly run: (onError: (error: Error) => void) => Promise<void>;
}

/** @param limitMs for each undo */
export function createCleanup(limitMs: number = defaultLimitMs): Cleanup {
  const undos: (() => Promise<void>)[] = [];
  return {
    add: (undo) => void undos.push(undo),
    run: async (onError) => {
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
        try {
          await withinLimit(undo(), limitMs);
        } catch (error) {
          onError(error instanceof Error ? error : new Error(String(error)));
        }
      }
    },
  };
}

async function withinLimit(work: Promise<void>, limitMs: number): Promise<void> {
  const timer = new AbortController();
  const late = sleep(limitMs, undefined, { signal: timer.signal }).then(
    () => {
      throw new Error(`gave up after ${limitMs / 1000} s`);
    },
    () => undefined,
  );
  try {
    await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
