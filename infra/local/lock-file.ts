import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../shared/errors.ts';
import { identifyProcess, isRunning } from '../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';
import { takeOverFile } from '../../shared/take-over-file.ts';

export interface LockOptions {
  /** How long to wait for whoever holds it. */
  readonly timeoutMs: number;
  /** Called once when there is somebody to wait for. */
  readonly onWait?: (holder: ProcessIdentity) => void;
}

/**
 * Runs `work` while nobody else who names the same file does, on this machine. The file holds its holder's identity, so
 * a lock that a killed process left behind is taken over at once.
 * @throws {SluiceError} ENGINES_UNAVAILABLE when the holder has not let go in time
 */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const mine = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(mine, JSON.stringify(identifyProcess(process.pid)));
  try {
    await acquire(path, mine, options);
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function acquire(path: string, mine: string, options: LockOptions): Promise<void> {
  const giveUpAt = performance.now() + options.timeoutMs;
  for (let told = false; ; told = true) {
    try {
      await takeOverFile(path, mine, refuseHeld);
      return;
    } catch (error) {
      if (!(error instanceof Held)) throw error;
      if (!told) options.onWait?.(error.holder);
      if (performance.now() > giveUpAt) {
        throw new SluiceError(
          'ENGINES_UNAVAILABLE',
          `${path} is held by process ${error.holder.pid} for more than ${options.timeoutMs / 1000} s; wait for it or end it`,
        );
      }
    }
    await sleep(50);
  }
}

class Held extends Error {
  readonly holder: ProcessIdentity;

  constructor(holder: ProcessIdentity) {
    super(`held by process ${holder.pid}`);
    this.holder = holder;
  }
}

/** @throws {Held} where the text names a process that runs */
function refuseHeld(text: string): void {
  const holder = holderOf(text);
  if (holder !== null && isRunning(holder)) throw new Held(holder);
}

/** Null where the text names nobody. */
function holderOf(text: string): ProcessIdentity | null {
  try {
    const holder = JSON.parse(text) as ProcessIdentity | null;
    return typeof holder?.pid === 'number' ? holder : null;
  } catch {
    return null;
  }
}
