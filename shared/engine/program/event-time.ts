import { type FieldPath, parseFieldPath, valueAt } from '../../field-path.ts';
import { isRawNumber } from '../../raw-json.ts';
import type { Event } from '../../transform/model.ts';

const rfc3339 = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/** Below it a number counts seconds (until the year 5138), from it on milliseconds (since 1973). */
const firstMilliseconds = 100_000_000_000;

/**
 * Reads the time of an event from one of its fields, in milliseconds: RFC 3339 text with an offset, a Date, or Unix time
 * in seconds or milliseconds. Null where the field holds no time.
 */
export function eventTime(field: string): (event: Event) => number | null {
  const parsed = parseFieldPath(field);
  // an unreadable path was refused at load
  const path: FieldPath = parsed.ok ? parsed.path : [field];
  return (event) => timeOf(valueAt(event, path));
}

function timeOf(value: unknown): number | null {
  if (value instanceof Date) return known(value.getTime());
  if (typeof value === 'string') return rfc3339.test(value) ? known(Date.parse(value)) : null;
  if (typeof value === 'bigint') return unixTime(Number(value));
  if (typeof value === 'number') return unixTime(value);
  return isRawNumber(value) ? unixTime(Number(value.rawJSON)) : null;
}

function unixTime(value: number): number | null {
  if (!Number.isFinite(value) || value < 0) return null;
  return Math.floor(value < firstMilliseconds ? value * 1000 : value);
}

function known(timeMs: number): number | null {
  return Number.isNaN(timeMs) ? null : timeMs;
}
