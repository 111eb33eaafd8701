import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from '../../shared/process-identity.ts';

/** Sends a signal, unless the number belongs to another process by now. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    // It ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ends a process: asks first, and after `graceMs` insists. Resolves when it is gone. */
export async function endProcess(identity: ProcessIdentity, graceMs: number): Promise<void> {
  signalProcess(identity, 'SIGTERM');
  const insistAt = performance.now() + graceMs;
  let insisted = false;
  while (isRunning(identity)) {
    if (!insisted && performance.now() > insistAt) {
      signalProcess(identity, 'SIGKILL');
      insisted = true;
    }
    await sleep(25);
  }
}
