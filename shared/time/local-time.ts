import type { TimeZone } from './zone.ts';

/** A moment as the clocks of a zone show it. */
export interface LocalTime {
  readonly epochMs: number;
  readonly zone: TimeZone;
  readonly offsetMs: number;
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 to 366 */
  readonly dayOfYear: number;
}

export const dayMs = 86_400_000;

/** The years that four digits can say; times outside have no text form here. */
const firstWritableMs: number = Date.parse('0000-01-01T00:00:00.000Z');
const lastWritableMs: number = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether a time can be written with a year of four digits, in any zone. */
export function isWritableTime(epochMs: number): boolean {
  return epochMs >= firstWritableMs + dayMs && epochMs <= lastWritableMs - dayMs;
}

/** Reads the clocks of a zone at a moment. */
export function localTime(epochMs: number, zone: TimeZone): LocalTime {
  const offsetMs = zone.offsetMs(epochMs);
  const clock = new Date(epochMs + offsetMs);
  const year = clock.getUTCFullYear();
  const startOfDay = Math.floor(clock.getTime() / dayMs);
  return {
    epochMs,
    zone,
    offsetMs,
    year,
    month: clock.getUTCMonth() + 1,
    day: clock.getUTCDate(),
    hour: clock.getUTCHours(),
    minute: clock.getUTCMinutes(),
    second: clock.getUTCSeconds(),
    millisecond: clock.getUTCMilliseconds(),
    weekday: clock.getUTCDay(),
    dayOfYear: startOfDay - utcMs(year, 1, 1) / dayMs + 1,
  };
}

/** Milliseconds since 1970 of a date in UTC. Unlike Date.UTC, the years 0 to 99 are those years. */
export function utcMs(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
): number {
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  return moment.setUTCHours(hour, minute, second, millisecond);
}

/** The week of ISO 8601, which begins on Monday, and the year it belongs to. */
export function isoWeek(time: LocalTime): { readonly year: number; readonly week: number } {
  const weekday = time.weekday === 0 ? 7 : time.weekday;
  // The year of a week is that of its Thursday.
  const thursday = new Date(utcMs(time.year, time.month, time.day + 4 - weekday));
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - utcMs(year, 1, 1)) / (7 * dayMs)) + 1;
  return { year, week };
}
