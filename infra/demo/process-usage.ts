import { readFileSync } from 'node:fs';

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

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
