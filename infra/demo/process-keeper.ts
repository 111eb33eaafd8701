/**
 * Runs a program and measures it from outside. It is a process of its own, for two reasons: the CPU time of a child is
 * exact only in the process that waited for it, and that process has no other children; and the program must not
 * outlive whoever asked for it. It runs in a session of its own, so that Ctrl-C reaches that one alone, and when that
 * one is gone, however it ended, the channel closes, and program and keeper end.
 *
 *     in:  KeptCommand, once; then 'stop', which is a SIGTERM to the program      out: ProcessUsage, once
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { finishedChildrenCpuMicros, peakRssBytes } from './process-usage.ts';

export interface KeptCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment, nothing is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What it says on both outputs goes there. */
  readonly logFile: string;
}

export interface ProcessUsage {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** From the start of the process to its end. */
  readonly wallMs: number;
  /** User and system time of the whole process; null where this system does not tell it from outside. */
  readonly cpuMicros: number | null;
  /** The highest resident set; null likewise. */
  readonly peakRssBytes: number | null;
}

const sampleMs = 20;

process.once('message', (command: KeptCommand) => run(command));
process.on('disconnect', () => process.exit(1));

function run({ file, args, env, cwd, logFile }: KeptCommand): void {
  const log = openSync(logFile, 'w');
  const startedAt = performance.now();
  const child = spawn(file, args, { env, cwd, stdio: ['ignore', log, log] });
  closeSync(log);
  process.on('exit', () => child.kill('SIGKILL'));
  process.on('message', (message) => message === 'stop' && child.kill('SIGTERM'));
  let peak: number | null = null;
  const sample = (): void => {
    if (child.pid !== undefined) peak = peakRssBytes(child.pid) ?? peak;
  };
  // the kernel keeps the maximum itself: only what is new in the last moment before the end can be missed
  const timer = setInterval(sample, sampleMs);
  child.once('exit', (exitCode, signal) => {
    clearInterval(timer);
    const usage: ProcessUsage = {
      exitCode,
      signal,
      wallMs: performance.now() - startedAt,
      cpuMicros: finishedChildrenCpuMicros(),
      peakRssBytes: peak,
    };
    process.send?.(usage, () => process.exit(0));
  });
}
