import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import type { KeptCommand, ProcessUsage } from './process-keeper.ts';

const lastLines = 15;

/** A program under way, as process-keeper.ts runs it. */
export interface KeptProcess {
  /** Null when the signal came first: the program is ended then. @throws {SluiceError} INTERNAL it could not be run */
  readonly usage: Promise<ProcessUsage | null>;
  /** Sends it a SIGTERM. */
  readonly stop: () => void;
}

/** Runs a program to its end, measured from outside; it never outlives this process. */
export function keepProcess(command: KeptCommand, signal: AbortSignal): KeptProcess {
  const keeper = fork(join(import.meta.dirname, 'process-keeper.ts'), [], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  keeper.send(command);
  return {
    usage: usageOf(keeper, signal),
    stop: () => {
      if (keeper.connected) keeper.send('stop');
    },
  };
}

/** The end of what a program said, indented. */
export async function lastLinesOf(logFile: string): Promise<string> {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  const tail = log.trimEnd().split('\n').slice(-lastLines);
  return tail.map((line) => `    ${line}`).join('\n');
}

async function usageOf(keeper: ChildProcess, signal: AbortSignal): Promise<ProcessUsage | null> {
  const crashed = once(keeper, 'exit', { signal }).then(() => {
    throw new SluiceError('INTERNAL', 'the process that keeps a program ended before it');
  });
  try {
    const [usage] = (await Promise.race([once(keeper, 'message', { signal }), crashed])) as [
      ProcessUsage,
    ];
    crashed.catch(() => undefined);
    return usage;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    await endKeeper(keeper);
  }
}

/** Closing the channel ends the keeper, and it takes the program with it. */
async function endKeeper(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const exit = once(keeper, 'exit');
  if (keeper.connected) keeper.disconnect();
  await exit;
}
