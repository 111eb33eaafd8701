/**
 * Keeps the servers of an instance that must not outlive the process which asked for it. It is started by
 * ephemeral-engines.ts in a session of its own and lives exactly as long as its standard input is open: the kernel
 * closes that pipe when the other process ends, however it ends, SIGKILL included. Then it kills its servers, deletes
 * their folder and ends.
 *
 *     node keeper.ts FOLDER OWNER_FILE
 *     in:  {"argv": […], "logFile": …}                          a line per server to start
 *     out: {"pid": …, "startedAt": …} or {"error": …}           a line for each, in order
 *
 * The owner file names the keeper and its servers, for the case that the keeper itself is killed: the next instance
 * cleans up (`sweepOrphans`). On Linux the servers are then killed by the kernel already.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { deathSignalPrefix } from './death-signal.ts';
import { serverEnvironment } from './server-process.ts';
import { identifyProcess } from '../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';
import type { Launch } from './server-process.ts';

const [folder = '', ownerFile = ''] = process.argv.slice(2);
const servers = new Map<ChildProcess, ProcessIdentity | null>();
const dieWithParent = deathSignalPrefix();

writeOwner();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line) as Parameters<Launch>[0];
    start(command, (answer) => {
      writeOwner();
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    });
  })
  .on('close', () => void cleanUp());
process.stdout.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => void cleanUp());
}

function start(command: Parameters<Launch>[0], answer: (value: object) => void): void {
  const log = openSync(command.logFile, 'w');
  const [program = '', ...args] = [...dieWithParent, ...command.argv];
  const child = spawn(program, args, {
    stdio: ['ignore', log, log],
    env: serverEnvironment,
  });
  child.once('spawn', () => {
    const pid = child.pid ?? 0;
    const identity = identifyProcess(pid) ?? { pid, startedAt: 'ended' };
    servers.set(child, identity);
    answer(identity);
  });
  child.once('error', (error) => answer({ error: error.message }));
  child.once('exit', () => servers.delete(child));
  closeSync(log);
}

async function cleanUp(): Promise<void> {
  const ended = [...servers.keys()].map(async (child) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    child.once('exit', () => resolve(undefined));
    child.kill('SIGKILL');
    await promise;
  });
  await Promise.all(ended);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  rmSync(ownerFile, { force: true });
  process.exit(0);
}

function writeOwner(): void {
  const owner = { keeper: identifyProcess(process.pid), servers: [...servers.values()] };
  writeFileSync(ownerFile, JSON.stringify(owner));
}
