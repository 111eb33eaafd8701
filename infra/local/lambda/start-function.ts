import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../../shared/errors.ts';
import { identifyProcess, isRunning } from '../../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../../shared/process-identity.ts';
import { deathSignalPrefix } from '../death-signal.ts';
import { pickPorts } from '../free-ports.ts';
import { endProcess } from '../process-identity.ts';
import { findEmulator } from './find-emulator.ts';
import { type InvokeOptions, type Outcome, invokeEmulator } from './invoke-emulator.ts';

export interface FunctionOptions {
  /** Holds index.mjs, which exports `handler`. */
  readonly folder: string;
  /** The function's whole environment, to which Lambda's own variables come: nothing of this process is passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** 1 to 900; 30. */
  readonly timeoutSecs?: number;
  /** What the function is told; the emulator does not keep it to that. 512. */
  readonly memoryMb?: number;
  /** The program that asks the emulator for invocations, for Node; runtime-client.mjs. */
  readonly runtimeClient?: readonly string[];
  /** Gets every line that the function and the emulator write. */
  readonly onLine?: (line: string) => void;
}

/** A function in the emulator. */
export interface LocalFunction {
  /**
   * Invokes it, synchronously as an event source mapping does. One after the other, however often it is called.
   * @param event JSON, at most 6 MB
   * @throws {SluiceError} EVENT_INVALID where the event is too large, INTERNAL where the emulator is gone
   */
  readonly invoke: (event: string, options?: InvokeOptions) => Promise<Outcome>;
  /** The emulator's process: the function is its child, a new one after each crash and time out. */
  readonly pid: number;
  /** Ends both. */
  readonly stop: () => Promise<void>;
}

const attempts = 3;
const startTimeoutMs = 20_000;
const graceMs = 2_000;
const lastLines = 10;

/**
 * Runs a function in AWS's Lambda Runtime Interface Emulator, until it is stopped, or this process ends. The function's
 * own process starts with the first invocation.
 * @throws {SluiceError} ENGINES_UNAVAILABLE where there is no emulator; INPUT_UNREADABLE where there is no function
 */
export async function startFunction(options: FunctionOptions): Promise<LocalFunction> {
  const entry = join(options.folder, 'index.mjs');
  if ((await stat(entry).catch(() => null)) === null) {
    throw new SluiceError('INPUT_UNREADABLE', `there is no function: ${entry} is missing`);
  }
  const emulator = await findEmulator();
  for (let attempt = 1; ; attempt++) {
    const ports = await pickPorts(['invoke', 'runtime'], {});
    const started = await launch(emulator, ports, options);
    if (typeof started !== 'string') return running(started, ports.invoke);
    // another program may have taken one of the ports since
    if (attempt === attempts) {
      throw new SluiceError('ENGINES_UNAVAILABLE', `the Lambda emulator did not start: ${started}`);
    }
  }
}

function running(process: ProcessIdentity, port: number): LocalFunction {
  let last: Promise<unknown> = Promise.resolve();
  return {
    pid: process.pid,
    invoke: (event, options = {}) => {
      const outcome = last.then(() => invokeEmulator(port, event, options));
      last = outcome.catch(() => undefined);
      return outcome;
    },
    stop: () => endProcess(process, graceMs),
  };
}

/** What it said, where it does not serve. */
async function launch(
  emulator: string,
  ports: { readonly invoke: number; readonly runtime: number },
  options: FunctionOptions,
): Promise<ProcessIdentity | string> {
  const argv = [
    ...deathSignalPrefix(),
    emulator,
    '--log-level=error',
    `--runtime-interface-emulator-address=127.0.0.1:${ports.invoke}`,
    `--runtime-api-address=127.0.0.1:${ports.runtime}`,
    // killed, it does not end the function, and one that is busy does not see that it is gone
    ...deathSignalPrefix(),
    process.execPath,
    ...(options.runtimeClient ?? [join(import.meta.dirname, 'runtime-client.mjs')]),
  ];
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    cwd: options.folder,
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (said.length > lastLines) said.shift();
      options.onLine?.(line);
    });
  }
  child.on('error', (error) => said.push(error.message));
  const giveUpAt = performance.now() + startTimeoutMs;
  const identity = child.pid === undefined ? null : identifyProcess(child.pid);
  while (isAlive(identity)) {
    if (await listens(ports.invoke)) return identity;
    if (performance.now() > giveUpAt) await endProcess(identity, graceMs);
    await sleep(20);
  }
  return said.join(' / ') || 'it ended at once';
}

function isAlive(identity: ProcessIdentity | null): identity is ProcessIdentity {
  return identity !== null && isRunning(identity);
}

function environmentOf({ folder, env, timeoutSecs = 30, memoryMb = 512 }: FunctionOptions) {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: 'UTC',
    ...env,
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_FUNCTION_NAME: 'sluice-local',
    AWS_LAMBDA_FUNCTION_TIMEOUT: String(timeoutSecs),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  };
}

async function listens(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1' });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
