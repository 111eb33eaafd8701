import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second in /proc: 100 on every Linux that Node runs on, whatever the kernel's own timer does. */
const ticksPerSecond = 100;

/** User and system time of all children of this process that have ended, in microseconds; null but on Linux. */
export function finishedChildrenCpuMicros(): number | null {
  const stat = read('/proc/self/stat');
  if (stat === null) return null;
  // the second field is the command in parentheses and may hold blanks itself: count from its end
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[13]) + Number(fields[14]);
  return Number.isFinite(ticks) ? (ticks / ticksPerSecond) * 1e6 : null;
}

/** The highest resident set that a process has had so far (VmHWM), in bytes; null but on Linux, or when it is gone. */
export function peakRssBytes(pid: number): number | null {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '');
  return found === null ? null : Number(found[1]) * 1024;
}

/** What all children of a process have used, those that ended and those that run, and how large those have been. */
export function childrenUsage(pid: number): { cpuMicros: number; peakRssBytes: number } {
  return {
    cpuMicros: childrenCpuMicros(pid),
    peakRssBytes: Math.max(0, ...childrenOf(pid).map((child) => peakRssBytes(child) ?? 0)),
  };
}

/** The same, of processor time alone. */
export function childrenCpuMicros(pid: number): number {
  const ticks = childrenOf(pid).reduce((sum, child) => sum + ticksOf(child, [11, 12]), 0);
  const ended = ticksOf(pid, [13, 14]);
  return ((ticks + ended) / ticksPerSecond) * 1e6;
}

/** Sends a signal to all children of a process; those that are gone have ended by themselves. */
export function signalChildren(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const child of childrenOf(pid)) {
    try {
      process.kill(child, signal);
    } catch {
      // it is gone
    }
  }
}

/** A child belongs to the thread that started it. */
function childrenOf(pid: number): number[] {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  return threads.flatMap((thread) =>
    (read(`/proc/${pid}/task/${thread}/children`) ?? '')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}

/** The sum of two fields of `stat`, counted from the state; 0 where the process is gone. */
function ticksOf(pid: number, fields: readonly number[]): number {
  const stat = read(`/proc/${pid}/stat`) ?? '';
  const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.reduce((sum, field) => sum + Number(values[field] ?? 0), 0);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
