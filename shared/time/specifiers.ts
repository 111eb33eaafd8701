import { dayMs, isoWeek, type LocalTime } from './local-time.ts';
import { months, weekdays } from './names.ts';

export interface Specifier {
  /** The span, aligned to UTC, within which what is written can't change where the offset is fixed to whole spans. */
  readonly unitMs: number;
  readonly write: (time: LocalTime) => string;
}

const hourMs = 3_600_000;
export const minuteMs = 60_000;
const secondMs = 1000;

function pad(value: number, width: number, filler = '0'): string {
  return String(value).padStart(width, filler);
}

function hour12(time: LocalTime): number {
  return time.hour % 12 === 0 ? 12 : time.hour % 12;
}

/** Weeks since the first Sunday (0) or Monday (1) of the year; 0 before it. */
function weekFrom(time: LocalTime, firstDay: 0 | 1): number {
  const sinceFirstDay = (time.weekday + 7 - firstDay) % 7;
  return Math.floor((time.dayOfYear + 6 - sinceFirstDay) / 7);
}

/** `+09:00`; a part of a minute, as local mean times had, is rounded to the nearest minute. */
function offset(time: LocalTime, separator: string): string {
  const minutes = Math.round(Math.abs(time.offsetMs) / minuteMs);
  const sign = time.offsetMs < 0 ? '-' : '+';
  return `${sign}${pad(Math.floor(minutes / 60), 2)}${separator}${pad(minutes % 60, 2)}`;
}

function day(write: (time: LocalTime) => string): Specifier {
  return { unitMs: dayMs, write };
}

function hour(write: (time: LocalTime) => string): Specifier {
  return { unitMs: hourMs, write };
}

function minute(write: (time: LocalTime) => string): Specifier {
  return { unitMs: minuteMs, write };
}

function second(write: (time: LocalTime) => string): Specifier {
  return { unitMs: secondMs, write };
}

function millisecond(write: (time: LocalTime) => string): Specifier {
  return { unitMs: 1, write };
}

const monthName = (time: LocalTime): string => months[time.month - 1] ?? '';
const weekdayName = (time: LocalTime): string => weekdays[time.weekday] ?? '';

/** What each specifier writes; the names are chrono's, which Vector uses. */
export const specifiers: ReadonlyMap<string, Specifier> = new Map<string, Specifier>([
  ['Y', day((t) => pad(t.year, 4))],
  ['C', day((t) => pad(Math.floor(t.year / 100), 2))],
  ['y', day((t) => pad(t.year % 100, 2))],
  ['m', day((t) => pad(t.month, 2))],
  ['b', day((t) => monthName(t).slice(0, 3))],
  ['h', day((t) => monthName(t).slice(0, 3))],
  ['B', day(monthName)],
  ['d', day((t) => pad(t.day, 2))],
  ['e', day((t) => pad(t.day, 2, ' '))],
  ['j', day((t) => pad(t.dayOfYear, 3))],
  ['a', day((t) => weekdayName(t).slice(0, 3))],
  ['A', day(weekdayName)],
  ['w', day((t) => String(t.weekday))],
  ['u', day((t) => String(t.weekday === 0 ? 7 : t.weekday))],
  ['U', day((t) => pad(weekFrom(t, 0), 2))],
  ['W', day((t) => pad(weekFrom(t, 1), 2))],
  ['G', day((t) => pad(isoWeek(t).year, 4))],
  ['g', day((t) => pad(isoWeek(t).year % 100, 2))],
  ['V', day((t) => pad(isoWeek(t).week, 2))],
  ['q', day((t) => String(Math.ceil(t.month / 3)))],
  ['H', hour((t) => pad(t.hour, 2))],
  ['k', hour((t) => pad(t.hour, 2, ' '))],
  ['I', hour((t) => pad(hour12(t), 2))],
  ['l', hour((t) => pad(hour12(t), 2, ' '))],
  ['p', hour((t) => (t.hour < 12 ? 'AM' : 'PM'))],
  ['P', hour((t) => (t.hour < 12 ? 'am' : 'pm'))],
  ['Z', hour((t) => t.zone.name)],
  ['z', hour((t) => offset(t, ''))],
  [':z', hour((t) => offset(t, ':'))],
  ['M', minute((t) => pad(t.minute, 2))],
  ['S', second((t) => pad(t.second, 2))],
  ['s', second((t) => String(Math.floor(t.epochMs / secondMs)))],
  ['L', millisecond((t) => pad(t.millisecond, 3))],
  ['f', millisecond((t) => `${pad(t.millisecond, 3)}000000`)],
  ['3f', millisecond((t) => pad(t.millisecond, 3))],
  ['6f', millisecond((t) => `${pad(t.millisecond, 3)}000`)],
  ['9f', millisecond((t) => `${pad(t.millisecond, 3)}000000`)],
  ['.f', millisecond((t) => (t.millisecond === 0 ? '' : `.${pad(t.millisecond, 3)}`))],
  ['.3f', millisecond((t) => `.${pad(t.millisecond, 3)}`)],
  ['.6f', millisecond((t) => `.${pad(t.millisecond, 3)}000`)],
  ['.9f', millisecond((t) => `.${pad(t.millisecond, 3)}000000`)],
]);

/** Specifiers that stand for others. */
export const compositions: ReadonlyMap<string, string> = new Map([
  ['F', '%Y-%m-%d'],
  ['D', '%m/%d/%y'],
  ['x', '%m/%d/%y'],
  ['v', '%e-%b-%Y'],
  ['R', '%H:%M'],
  ['T', '%H:%M:%S'],
  ['X', '%H:%M:%S'],
  ['r', '%I:%M:%S %p'],
  ['c', '%a %b %e %H:%M:%S %Y'],
  ['+', '%Y-%m-%dT%H:%M:%S%.f%:z'],
]);
