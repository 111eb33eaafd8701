import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { SluiceError } from '../../../shared/errors.ts';
import { runTool } from '../../local/run-tool.ts';
import type { ImageRun } from './unpack-layout.ts';

/** A process of the image, shut in as a container is. */
export interface Container {
  readonly lines: readonly string[];
  readonly exit: Promise<number | null>;
  /** To the process itself, which is number 1 in there. */
  readonly signal: (name: NodeJS.Signals) => Promise<void>;
  readonly running: () => boolean;
}

export interface ContainerOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of this machine by where they are in there; those that may be written to. */
  readonly writable?: Readonly<Record<string, string>>;
  readonly readable?: Readonly<Record<string, string>>;
  /** Folders in memory. */
  readonly temporary?: readonly string[];
}

/**
 * Starts a process of an unpacked image with bubblewrap: name spaces of its own for users, processes, mounts, IPC; the
 * root read-only; the image's user; number 1; no capability. The network is that of this machine, as the engines are
 * there. Without root's help the kernel must allow user name spaces.
 */
export function startContainer(image: ImageRun, options: ContainerOptions): Container {
  const { args, env = {}, writable = {}, readable = {}, temporary = ['/tmp'] } = options;
  const [uid = '', gid = ''] = image.user.split(':');
  const variables = [...image.env.map((each) => each.split('=', 2)), ...Object.entries(env)];
  const bwrap = [
    ...flags('--unshare-all --share-net --die-with-parent --as-pid-1 --cap-drop ALL'),
    ...flags(`--uid ${uid} --gid ${gid}`),
    '--ro-bind',
    image.root,
    '/',
    ...flags('--proc /proc --dev /dev'),
    ...temporary.flatMap((path) => ['--tmpfs', path]),
    ...Object.entries(writable).flatMap(([path, from]) => ['--bind', from, path]),
    ...Object.entries(readable).flatMap(([path, from]) => ['--ro-bind', from, path]),
    ...flags('--chdir /app --clearenv'),
    ...variables.flatMap(([name = '', value = '']) => ['--setenv', name, value]),
    ...args,
  ];
  // where it is root that checks, the process is a user without any right on this machine, too
  const user = process.getuid?.() === 0 ? { uid: Number(uid), gid: Number(gid) } : {};
  const child = spawn('bwrap', bwrap, { ...user, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const exit = exitOf(child);
  return {
    lines,
    exit,
    running: () => child.exitCode === null && child.signalCode === null,
    signal: async (name) => {
      const inner = await innerProcess(child.pid ?? 0);
      process.kill(inner, name);
    },
  };
}

function flags(text: string): readonly string[] {
  return text.split(' ');
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** The process in the name space: bubblewrap's only child. */
async function innerProcess(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
}

/** @throws {SluiceError} ENGINES_UNAVAILABLE saying what to install */
export async function needBubblewrap(): Promise<void> {
  const probe = ['--unshare-all', '--ro-bind', '/', '/', 'true'];
  const { exitCode, missing, lastLines } = await runTool('bwrap', probe);
  if (exitCode === 0) return;
  const why = missing
    ? 'there is no bwrap on the path'
    : (lastLines.at(-1) ?? 'it does not say why');
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    `the image is started by bubblewrap: ${why}\nInstall it (Debian: apt-get install bubblewrap), on a kernel with user name spaces.`,
  );
}
