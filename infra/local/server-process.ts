import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { identifyProcess } from '../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';

/** What to run: a program with its arguments, and where its output goes (a new file each time). */
interface ServerCommand {
  readonly argv: readonly string[];
  readonly logFile: string;
}

/** Starts a server and answers as soon as its process exists. Two ways: see `launchDetached` and keeper.ts. */
export type Launch = (command: ServerCommand) => Promise<ProcessIdentity>;

/**
 * Whatever the user's locale: Java takes the coding of file names from it, and the S3 server keeps keys as file names.
 */
export const serverEnvironment: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C.UTF-8' };

/** Starts a server that outlives this process: for the shared engines, which `stop` ends. */
export const launchDetached: Launch = async (command) => {
  const log = openSync(command.logFile, 'w');
  try {
    const [program = '', ...args] = command.argv;
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: serverEnvironment,
    });
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    child.once('error', reject);
    child.once('spawn', () => resolve(undefined));
    await promise;
    child.unref();
    // It may have ended already; then the log says why, and nobody runs under this identity.
    return identifyProcess(child.pid ?? 0) ?? { pid: child.pid ?? 0, startedAt: 'ended' };
  } finally {
    closeSync(log);
  }
};
