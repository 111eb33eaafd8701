import { childrenCpuMicros, signalChildren } from '../../demo/process-usage.ts';

/** As the kernel's own quota: what is used up in a period is waited for until the next. */
const periodMs = 20;
const lookMs = 2;

/**
 * Keeps the children of a process to a share of a core, as Lambda does by memory, by stopping and continuing them. What they
 * use too much, as nobody looks all the time, is taken off later.
 * @returns ends it; they go on
 */
export function keepToShare(pid: number, share: number): () => void {
  let lastMicros = childrenCpuMicros(pid);
  let lastAt = performance.now();
  let leftMs = share * periodMs;
  let isStopped = false;
  const timer = setInterval(() => {
    const micros = childrenCpuMicros(pid);
    const at = performance.now();
    leftMs -= (micros - lastMicros) / 1e3;
    leftMs = Math.min(share * periodMs, leftMs + (at - lastAt) * share);
    [lastMicros, lastAt] = [micros, at];
    if (leftMs <= 0 === isStopped) return;
    isStopped = !isStopped;
    signalChildren(pid, isStopped ? 'SIGSTOP' : 'SIGCONT');
  }, lookMs);
  return () => {
    clearInterval(timer);
    signalChildren(pid, 'SIGCONT');
  };
}
