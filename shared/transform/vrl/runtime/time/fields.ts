import { dayMs, isoWeek, localTime, utcMs } from '../../../../time/local-time.ts';
import { utcZone } from '../../../../time/zone.ts';
import { impossible, notEnough, outOfRange, type TimeFault } from './scan.ts';

export type FieldName =
  | 'year'
  | 'century'
  | 'yearOfCentury'
  | 'isoYear'
  | 'isoCentury'
  | 'isoYearOfCentury'
  | 'quarter'
  | 'month'
  | 'day'
  | 'weekFromSunday'
  | 'weekFromMonday'
  | 'isoWeek'
  | 'weekday'
  | 'dayOfYear'
  | 'halfDay'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'nanosecond'
  | 'timestamp'
  | 'offset';

const ranges: Partial<Record<FieldName, readonly [number, number]>> = {
  year: [-2147483648, 2147483647],
  isoYear: [-2147483648, 2147483647],
  yearOfCentury: [0, 99],
  isoYearOfCentury: [0, 99],
  quarter: [1, 4],
  month: [1, 12],
  day: [1, 31],
  weekFromSunday: [0, 53],
  weekFromMonday: [0, 53],
  isoWeek: [1, 53],
  weekday: [0, 6],
  dayOfYear: [1, 366],
  hour12: [0, 11],
  minute: [0, 59],
  second: [0, 60],
};

/** What was read of a time. A field that is read twice has to be the same. */
export class TimeFields {
  readonly values: Partial<Record<FieldName, number>> = {};

  set(name: FieldName, value: number): TimeFault | null {
    const range = ranges[name];
    if (range !== undefined && (value < range[0] || value > range[1])) return outOfRange;
    const before = this.values[name];
    if (before !== undefined && before !== value) return impossible;
    this.values[name] = value;
    return null;
  }

  setHour(hour: number): TimeFault | null {
    if (hour > 23) return outOfRange;
    return this.set('halfDay', hour < 12 ? 0 : 1) ?? this.set('hour12', hour % 12);
  }

  copy(): TimeFields {
    const copy = new TimeFields();
    Object.assign(copy.values, this.values);
    return copy;
  }
}

/** The day, as milliseconds of its midnight in UTC, once everything that was read of it agrees. */
export function dateOf(fields: TimeFields): number | TimeFault {
  const v = fields.values;
  const year = yearOf(v.year, v.century, v.yearOfCentury);
  const isoYear = yearOf(v.isoYear, v.isoCentury, v.isoYearOfCentury);
  if (typeof year === 'string') return year;
  if (typeof isoYear === 'string') return isoYear;
  const date = someDate(fields, year, isoYear);
  if (typeof date === 'string') return date;
  return agrees(fields, date) ? date : impossible;
}

function yearOf(
  year: number | undefined,
  century: number | undefined,
  rest: number | undefined,
): number | undefined | TimeFault {
  if (century === undefined && rest === undefined) return year;
  if (year !== undefined) {
    const fits = (century ?? Math.floor(year / 100)) === Math.floor(year / 100);
    return year >= 0 && fits && (rest ?? year % 100) === year % 100 ? year : impossible;
  }
  if (rest === undefined) return notEnough;
  return century === undefined ? rest + (rest < 70 ? 2000 : 1900) : century * 100 + rest;
}

function someDate(
  { values: v }: TimeFields,
  year: number | undefined,
  isoYear: number | undefined,
): number | TimeFault {
  if (year !== undefined && v.month !== undefined && v.day !== undefined) {
    const date = utcMs(year, v.month, v.day);
    return new Date(date).getUTCDate() === v.day ? date : outOfRange;
  }
  if (year !== undefined && v.dayOfYear !== undefined) {
    const date = utcMs(year, 1, v.dayOfYear);
    return new Date(date).getUTCFullYear() === year ? date : outOfRange;
  }
  if (year !== undefined && v.weekFromSunday !== undefined && v.weekday !== undefined) {
    return dateOfWeek(year, v.weekFromSunday, v.weekday, 0);
  }
  if (year !== undefined && v.weekFromMonday !== undefined && v.weekday !== undefined) {
    return dateOfWeek(year, v.weekFromMonday, v.weekday, 1);
  }
  if (isoYear !== undefined && v.isoWeek !== undefined && v.weekday !== undefined) {
    const fourth = new Date(utcMs(isoYear, 1, 4));
    const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * dayMs;
    const date = monday + ((v.isoWeek - 1) * 7 + ((v.weekday + 6) % 7)) * dayMs;
    return isoWeek(localTime(date, utcZone)).year === isoYear ? date : outOfRange;
  }
  return notEnough;
}

function dateOfWeek(
  year: number,
  week: number,
  weekday: number,
  firstDay: 0 | 1,
): number | TimeFault {
  const newYear = utcMs(year, 1, 1);
  const toFirst = (7 + firstDay - new Date(newYear).getUTCDay()) % 7;
  const day = toFirst + (week - 1) * 7 + ((weekday + 7 - firstDay) % 7);
  const date = newYear + day * dayMs;
  return day >= 0 && new Date(date).getUTCFullYear() === year ? date : outOfRange;
}

function agrees({ values: v }: TimeFields, date: number): boolean {
  const time = localTime(date, utcZone);
  const week = isoWeek(time);
  const weekFrom = (firstDay: 0 | 1): number =>
    Math.floor((time.dayOfYear + 6 - ((time.weekday + 7 - firstDay) % 7)) / 7);
  const is = (value: number | undefined, actual: number): boolean =>
    value === undefined || value === actual;
  return (
    is(v.year, time.year) &&
    is(v.century, Math.floor(time.year / 100)) &&
    is(v.yearOfCentury, time.year % 100) &&
    is(v.month, time.month) &&
    is(v.day, time.day) &&
    is(v.isoYear, week.year) &&
    is(v.isoCentury, Math.floor(week.year / 100)) &&
    is(v.isoYearOfCentury, week.year % 100) &&
    is(v.isoWeek, week.week) &&
    is(v.weekday, time.weekday) &&
    is(v.dayOfYear, time.dayOfYear) &&
    is(v.weekFromSunday, weekFrom(0)) &&
    is(v.weekFromMonday, weekFrom(1)) &&
    is(v.quarter, Math.ceil(time.month / 3))
  );
}
