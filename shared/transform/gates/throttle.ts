import type { Gate } from '../model.ts';
import { rendered, type TextTemplate } from './texts.ts';

export interface ThrottleRules {
  /** Events of one key within one window. */
  readonly threshold: number;
  readonly windowMs: number;
  /** Null: all events have the same key, as those have that are without its fields. */
  readonly key: TextTemplate | null;
}

/** Windows of keys that are counted at once; the one that began first goes first. */
const maxCounters = 100_000;

/**
 * Lets so many events of each key through in each window, of the records' times: windows begin at multiples of their length
 * since 1970. A record that comes late is counted in the window of its own time, and one from the future holds nobody up.
 */
export function throttleGate({ threshold, windowMs, key }: ThrottleRules): Gate {
  const counters = new Map<string, number>();
  return (event, { timestampMs }) => {
    const own = key === null ? null : rendered(key, event);
    const name = `${Math.floor(timestampMs / windowMs)} ${own === null ? '' : `=${own}`}`;
    const count = counters.get(name) ?? 0;
    if (count >= threshold) return false;
    counters.set(name, count + 1);
    if (counters.size > maxCounters) counters.delete(counters.keys().next().value as string);
    return true;
  };
}
