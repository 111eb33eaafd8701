import { isoWeek, localTime, type LocalTime } from '../../../../time/local-time.ts';
import { months, weekdays } from '../../../../time/names.ts';
import type { TimeZone } from '../../../../time/zone.ts';
import { fraction, yearText } from '../timestamp-text.ts';
import { nanosecondOf, type Timestamp } from '../timestamp.ts';
import type { TimeItem } from './items.ts';
import { abbreviation } from './zones.ts';

const secondNanos = 1_000_000_000;

/** What was written last by a format. */
interface Written {
  readonly second: number;
  readonly zone: TimeZone;
  readonly text: string;
}

const written = new WeakMap<readonly TimeItem[], Written>();

/**
 * Writes a time by the pieces of a strftime text, as the clocks of a zone show it. Neighbours mostly share their second:
 * what shows nothing finer is written once for it.
 */
export function writeTime(time: Timestamp, items: readonly TimeItem[], zone: TimeZone): string {
  const second = Math.floor(time.epochMs / 1000);
  // a leap second shares its number with the one before it
  if (nanosecondOf(time) >= secondNanos) return write(time, items, zone);
  const last = written.get(items);
  if (last !== undefined && last.second === second && last.zone === zone) return last.text;
  const text = write(time, items, zone);
  if (!items.some(showsFraction)) written.set(items, { second, zone, text });
  return text;
}

function showsFraction(item: TimeItem): boolean {
  if (item.kind === 'number') return item.name === 'f';
  return item.kind === 'fixed' && (item.name === '+' || item.name.endsWith('f'));
}

function write(time: Timestamp, items: readonly TimeItem[], zone: TimeZone): string {
  const shown = localTime(time.epochMs, zone);
  const isLeap = nanosecondOf(time) >= secondNanos;
  const local = isLeap ? { ...shown, second: 60 } : shown;
  const nanosecond = nanosecondOf(time) % secondNanos;
  let text = '';
  for (const item of items) {
    if (item.kind === 'number') text += numberText(item.name, item.padding, local, nanosecond);
    else if (item.kind === 'fixed') text += fixedText(item.name, local, nanosecond);
    else if (item.kind !== 'wrong') text += item.text;
  }
  return text;
}

function numberText(
  name: string,
  padding: '' | '0' | ' ',
  time: LocalTime,
  nanosecond: number,
): string {
  const pad = (value: number, width: number): string =>
    padding === '' ? String(value) : String(value).padStart(width, padding);
  switch (name) {
    case 'Y':
      return year(time.year, padding);
    case 'G':
      return year(isoWeek(time).year, padding);
    case 'C':
      return pad(Math.floor(time.year / 100), 2);
    case 'y':
      return pad(((time.year % 100) + 100) % 100, 2);
    case 'g':
      return pad(((isoWeek(time).year % 100) + 100) % 100, 2);
    case 'q':
      return String(Math.ceil(time.month / 3));
    case 'm':
      return pad(time.month, 2);
    case 'd':
      return pad(time.day, 2);
    case 'U':
      return pad(weekFrom(time, 0), 2);
    case 'W':
      return pad(weekFrom(time, 1), 2);
    case 'V':
      return pad(isoWeek(time).week, 2);
    case 'w':
      return String(time.weekday);
    case 'u':
      return String(time.weekday === 0 ? 7 : time.weekday);
    case 'j':
      return pad(time.dayOfYear, 3);
    case 'H':
      return pad(time.hour, 2);
    case 'I':
      return pad(time.hour % 12 === 0 ? 12 : time.hour % 12, 2);
    case 'M':
      return pad(time.minute, 2);
    case 'S':
      return pad(time.second, 2);
    case 'f':
      return pad(nanosecond, 9);
    default:
      return seconds(Math.floor(time.epochMs / 1000), padding);
  }
}

/** `%s`; with a padding it is nine characters wide, the sign among them. */
function seconds(value: number, padding: '' | '0' | ' '): string {
  if (padding !== '0' || value >= 0) return String(value).padStart(padding === '' ? 0 : 9, padding);
  return `-${String(-value).padStart(8, '0')}`;
}

function year(value: number, padding: '' | '0' | ' '): string {
  const isPlain = value >= 0 && value <= 9999;
  if (padding === '0') return yearText(value);
  const signed = `${isPlain || value < 0 ? '' : '+'}${value}`;
  return padding === '' ? signed : signed.padStart(isPlain ? 4 : 5, ' ');
}

/** Weeks since the first Sunday (0) or Monday (1) of the year; 0 before it. */
function weekFrom(time: LocalTime, firstDay: 0 | 1): number {
  const sinceFirstDay = (time.weekday + 7 - firstDay) % 7;
  return Math.floor((time.dayOfYear + 6 - sinceFirstDay) / 7);
}

function fixedText(name: string, time: LocalTime, nanosecond: number): string {
  const digits = (count: number): string => String(nanosecond).padStart(9, '0').slice(0, count);
  switch (name) {
    case 'a':
      return (weekdays[time.weekday] ?? '').slice(0, 3);
    case 'A':
      return weekdays[time.weekday] ?? '';
    case 'b':
    case 'h':
      return (months[time.month - 1] ?? '').slice(0, 3);
    case 'B':
      return months[time.month - 1] ?? '';
    case 'p':
      return time.hour < 12 ? 'AM' : 'PM';
    case 'P':
      return time.hour < 12 ? 'am' : 'pm';
    case '.f':
      return fraction(nanosecond);
    case 'Z':
      return abbreviation(time.epochMs, time.zone);
    case '+':
      return rfc3339(time, nanosecond);
    case '#z':
      // it can be read only
      return '';
    default:
      break;
  }
  if (name.endsWith('z')) return offsetText(time, name.length - 1);
  return name.startsWith('.') ? `.${digits(Number(name[1]))}` : digits(Number(name[0]));
}

function rfc3339(time: LocalTime, nanosecond: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${yearText(time.year)}-${two(time.month)}-${two(time.day)}`;
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
  return `${date}T${clock}${fraction(nanosecond)}${offsetText(time, 1)}`;
}

/** @param colons of `%z`, `%:z`, `%::z` (with seconds) and `%:::z` (hours alone) */
function offsetText(time: LocalTime, colons: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const sign = time.offsetMs < 0 ? '-' : '+';
  const second = Math.abs(time.offsetMs) / 1000;
  const hour = two(Math.floor(second / 3600));
  if (colons === 3) return `${sign}${hour}`;
  if (colons === 2) {
    return `${sign}${hour}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  }
  const minutes = Math.floor((second + 30) / 60);
  const separator = colons === 0 ? '' : ':';
  return `${sign}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}
