import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../shared/errors.ts';
import { identifyProcess, isRunning } from '../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';

export interface LockOptions {
  /** How long to wait for whoever holds it. */
  readonly timeoutMs: number;
  /** Called once when there is somebody to wait for. */
  readonly onWait?: (holder: ProcessIdentity) => void;
}

/**
 * Runs `work` while nobody else who names the same file does, on this machine. The file holds its holder's identity, so
 * a lock that a killed process left behind is taken over at once.
 *
 * The file comes into being complete (written beside, then linked), so whoever can read it can read who holds it. A
 * stale one is moved away rather than deleted, and looked at again after the move: between two who clean up, the second
 * would otherwise delete the first one's fresh lock.
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
  let told = false;
  for (;;) {
    try {
      await link(mine, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readHolder(path);
    if (holder === 'gone') continue;
    if (holder === null || !isRunning(holder)) {
      await removeStale(path, mine);
      continue;
    }
    if (!told) options.onWait?.(holder);
    told = true;
    if (performance.now() > giveUpAt) {
      throw new SluiceError(
        'ENGINES_UNAVAILABLE',
        `${path} is held by process ${holder.pid} for more than ${options.timeoutMs / 1000} s; wait for it or end it`,
      );
    }
    await sleep(50);
  }
}

async function readHolder(path: string): Promise<ProcessIdentity | 'gone' | null> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity | null;
    return typeof holder?.pid === 'number' ? holder : null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : null;
  }
}

async function removeStale(path: string, mine: string): Promise<void> {
  const aside = `${mine}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readHolder(aside);
  const alive = moved !== null && moved !== 'gone' && isRunning(moved);
  // Somebody was faster and what we moved is a lock in use: put it back.
  if (alive) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
