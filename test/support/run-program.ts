import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';

const root = join(import.meta.dirname, '..', '..');

/** More than any program says: what is held must not hold up whoever says it. */
const heldBytes = 2 ** 30;

/** A program that runs beside another one: its output comes second, and of the processor it may get what that leaves. */
export interface Beside {
  readonly program: Promise<unknown>;
  readonly niceness: number;
}

/** Runs a program in this checkout to its end, with this on top of our environment. @returns its exit code */
export async function runProgram(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  beside: Beside | null = null,
): Promise<number> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['inherit', beside === null ? 'inherit' : 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  // Passed on rather than obeyed: the engines are stopped after the tests have ended.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  try {
    const exit = once(child, 'exit') as Promise<[number | null]>;
    if (beside !== null && child.stdout !== null) {
      if (child.pid !== undefined) setPriority(child.pid, beside.niceness);
      const held = child.stdout.pipe(new PassThrough({ highWaterMark: heldBytes }));
      await beside.program;
      held.pipe(process.stdout, { end: false });
      await finished(held);
    }
    const [code] = await exit;
    return code ?? 1;
  } finally {
    process.off('SIGINT', pass).off('SIGTERM', pass);
  }
}
