import { dateOf } from './fields.ts';
import { localClock, timeOfDay } from './local-clock.ts';
import { readFields } from './read.ts';

/** What clocks show, as milliseconds since 1970 as if it were UTC. */
export interface NaiveTime {
  readonly epochMs: number;
  /** Else it is the time of the first day of 1970. */
  readonly hasDate: boolean;
  /** Else it is midnight. */
  readonly hasClock: boolean;
}

/** Reads a time, a date or both by a strftime text, without a zone; null: it is none of them. */
export function readNaive(text: string, format: string): NaiveTime | null {
  const fields = readFields(text, format);
  if (typeof fields === 'string') return null;
  const both = localClock(fields, 0);
  if (typeof both !== 'string') {
    const epochMs = both.second * 1000 + both.nanosecond / 1e6;
    return { epochMs, hasDate: true, hasClock: true };
  }
  const clock = timeOfDay(fields);
  if (typeof clock !== 'string') {
    const epochMs = clock.second * 1000 + clock.nanosecond / 1e6;
    return { epochMs, hasDate: false, hasClock: true };
  }
  const date = dateOf(fields);
  return typeof date === 'string' ? null : { epochMs: date, hasDate: true, hasClock: false };
}
