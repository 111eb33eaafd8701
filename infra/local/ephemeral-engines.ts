import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { SluiceError } from '../../shared/errors.ts';
import { endProcess } from './process-identity.ts';
import { identifyProcess, isRunning } from '../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';
import type { Launch } from './server-process.ts';

/** A folder and the means to run servers in it that end with this process, and to end them all at once. */
export interface Ephemeral {
  readonly folder: string;
  readonly launch: Launch;
  /** Kills the servers and deletes the folder. */
  readonly dispose: () => Promise<void>;
}

/**
 * Makes a place for servers that live no longer than this process, whatever ends it: a keeper process (keeper.ts)
 * holds them. Nothing here keeps this process alive, so a test file that forgets `dispose` ends all the same.
 */
export async function makeEphemeral(parent: string): Promise<Ephemeral> {
  await mkdir(parent, { recursive: true });
  await sweepOrphans(parent);
  const folder = join(parent, randomUUID().slice(0, 8));
  const ownerFile = `${folder}.json`;
  // Before the folder is there, so that no folder is ever without an owner for another process' sweep.
  await writeFile(
    ownerFile,
    JSON.stringify({ keeper: identifyProcess(process.pid), servers: [] } satisfies Owner),
  );
  await mkdir(folder);
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve('./keeper.ts')), folder, ownerFile],
    // In a session of its own: Ctrl-C on the terminal is for us, and the keeper's turn comes when we are gone.
    { detached: true, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: keeper.stdout });
  hold(keeper, false);
  return {
    folder,
    launch: async (command) => {
      hold(keeper, true);
      try {
        keeper.stdin.write(`${JSON.stringify(command)}\n`);
        return await answerOf(keeper, lines);
      } finally {
        hold(keeper, false);
      }
    },
    dispose: async () => {
      if (keeper.exitCode !== null || keeper.signalCode !== null) return;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      keeper.once('exit', () => resolve(undefined));
      hold(keeper, true);
      keeper.stdin.end();
      await promise;
    },
  };
}

async function answerOf(keeper: ChildProcess, lines: Interface): Promise<ProcessIdentity> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const onExit = (): void => {
    reject(new SluiceError('INTERNAL', 'the keeper of the local engines ended'));
  };
  keeper.once('exit', onExit);
  lines.once('line', resolve);
  try {
    const answer = JSON.parse(await promise) as ProcessIdentity | { readonly error: string };
    if ('error' in answer) throw new SluiceError('ENGINES_UNAVAILABLE', answer.error);
    return answer;
  } finally {
    keeper.off('exit', onExit);
    lines.off('line', resolve);
  }
}

function hold(keeper: ChildProcess, alive: boolean): void {
  for (const each of [keeper, keeper.stdin, keeper.stdout] as {
    ref?: () => void;
    unref?: () => void;
  }[]) {
    if (alive) each.ref?.();
    else each.unref?.();
  }
}

interface Owner {
  readonly keeper: ProcessIdentity | null;
  readonly servers: readonly (ProcessIdentity | null)[];
}

/** Removes what instances left whose keeper was killed: their servers and their folders. */
export async function sweepOrphans(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.endsWith('.json'));
  for (const name of names) {
    const path = join(parent, name);
    let owner: Owner;
    try {
      owner = JSON.parse(await readFile(path, 'utf8')) as Owner;
    } catch {
      // Being written or deleted right now; whoever does that lives.
      continue;
    }
    if (owner.keeper !== null && isRunning(owner.keeper)) continue;
    for (const server of owner.servers) if (server !== null) await endProcess(server, 0);
    await rm(path.slice(0, -'.json'.length), { recursive: true, force: true });
    await rm(path, { force: true });
  }
}
