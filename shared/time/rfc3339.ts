import { utcMs } from './local-time.ts';

/** `.000Z` and so on, ready made: the one part that changes from record to record. */
const endings: readonly string[] = Array.from(
  { length: 1000 },
  (_, millisecond) => `.${String(millisecond).padStart(3, '0')}Z`,
);

let lastSecond = Number.NaN;
let lastText = '';

/**
 * A time as RFC 3339 in UTC with milliseconds: `2024-12-28T18:01:02.239Z`. Called for each record, whose times mostly
 * lie in the second of the one before, so that second's text is kept.
 *
 * @throws {RangeError} where it is no time, or beyond what Date can say
 */
export function formatRfc3339(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, -'.000Z'.length);
    lastSecond = second;
  }
  return lastText + (endings[Math.floor(epochMs - second * 1000)] ?? '');
}

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/** Milliseconds since 1970 of an RFC 3339 text with its offset; null where it is none. What is finer is cut off. */
export function parseRfc3339(text: string): number | null {
  const match = rfc3339.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const local = dateTime(
    year ?? 0,
    month ?? 0,
    day ?? 0,
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
    millisecondsOf(match[7] ?? ''),
  );
  if (local === null || match[8] !== undefined) return local;
  const offset = offsetMs(match[9] ?? '+', Number(match[10]), Number(match[11]));
  return offset === null ? null : local - offset;
}

/** UTC milliseconds of a date and time, null where there is no such; second 60 is a leap second, the next one's start. */
export function dateTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number | null {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return null;
  const dayStart = utcMs(year, month, day);
  // The 30th of February is rolled over by Date, so another day comes out.
  if (new Date(dayStart).getUTCDate() !== day) return null;
  return utcMs(year, month, day, hour, minute, second, millisecond);
}

/** Of `+09:30`; null where it is none. */
export function offsetMs(sign: string, hours: number, minutes: number): number | null {
  if (hours > 23 || minutes > 59) return null;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Of the digits behind a decimal point; what is finer is cut off. */
export function millisecondsOf(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, '0'));
}
