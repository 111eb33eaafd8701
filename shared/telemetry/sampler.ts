/** Decides which of many like events are shown: the first, and then at most one an interval, with how many it stands for. */
export interface Sampler<T> {
  /** How many to show it for, itself included; 0: do not show it now. */
  readonly take: (key: string, event: T, count: number) => number;
  /** What was held back and never shown, for the end of the program; each is given once. */
  readonly drain: () => { readonly event: T; readonly count: number }[];
}

interface Seen<T> {
  shownAtMs: number;
  heldBack: number;
  last: T;
}

/** Keys must come from a small set (components, codes): they are kept for good. */
export function createSampler<T>(intervalMs: number, nowMs: () => number): Sampler<T> {
  const seen = new Map<string, Seen<T>>();
  return {
    take: (key, event, count) => {
      const now = nowMs();
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, { shownAtMs: now, heldBack: 0, last: event });
        return count;
      }
      if (now - before.shownAtMs < intervalMs) {
        before.heldBack += count;
        before.last = event;
        return 0;
      }
      const total = before.heldBack + count;
      before.shownAtMs = now;
      before.heldBack = 0;
      return total;
    },
    drain: () => {
      const left: { event: T; count: number }[] = [];
      for (const entry of seen.values()) {
        if (entry.heldBack > 0) left.push({ event: entry.last, count: entry.heldBack });
        entry.heldBack = 0;
      }
      return left;
    },
  };
}
