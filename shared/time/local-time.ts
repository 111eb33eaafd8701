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

type CalendarDay = Pick<LocalTime, 'year' | 'month' | 'day' | 'weekday' | 'dayOfYear'>;

let lastDayNumber = NaN;
let lastDay: CalendarDay = { year: NaN, month: NaN, day: NaN, weekday: NaN, dayOfYear: NaN };

/** Reads the clocks of a zone at a moment. */
export function localTime(epochMs: number, zone: TimeZone): LocalTime {
  const offsetMs = zone.offsetMs(epochMs);
  const clockMs = epochMs + offsetMs;
  const dayNumber = Math.floor(clockMs / dayMs);
  const { year, month, day, weekday, dayOfYear } = calendarDay(dayNumber);
  const ofDay = clockMs - dayNumber * dayMs;
  return {
    epochMs,
    zone,
    offsetMs,
    year,
    month,
    day,
    hour: Math.floor(ofDay / 3_600_000),
    minute: Math.floor(ofDay / 60_000) % 60,
    second: Math.floor(ofDay / 1000) % 60,
    millisecond: Math.floor(ofDay % 1000),
    weekday,
    dayOfYear,
  };
}

/** Neighbours mostly share their day: the calendar is asked for another one alone. */
function calendarDay(dayNumber: number): CalendarDay {
  if (dayNumber === lastDayNumber) return lastDay;
  const clock = new Date(dayNumber * dayMs);
  const year = clock.getUTCFullYear();
  lastDay = {
    year,
    month: clock.getUTCMonth() + 1,
    day: clock.getUTCDate(),
    weekday: clock.getUTCDay(),
    dayOfYear: dayNumber - utcMs(year, 1, 1) / dayMs + 1,
  };
  lastDayNumber = dayNumber;
  return lastDay;
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
