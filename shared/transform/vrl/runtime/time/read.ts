import { months, weekdays } from '../../../../time/names.ts';
import { utcZone, type TimeZone } from '../../../../time/zone.ts';
import { timestampOf, type Timestamp } from '../timestamp.ts';
import { TimeFields, type FieldName } from './fields.ts';
import { type TimeItem, timeItems } from './items.ts';
import { localClock } from './local-clock.ts';
import { invalid, notEnough, outOfRange, Scanner, tooShort, type TimeFault } from './scan.ts';
import { momentsOf } from './zones.ts';

/** How many digits a number may have; a year may have a sign, and then more. */
const widths: Readonly<Record<string, readonly [FieldName, number]>> = {
  Y: ['year', 4],
  C: ['century', 2],
  y: ['yearOfCentury', 2],
  G: ['isoYear', 4],
  g: ['isoYearOfCentury', 2],
  q: ['quarter', 1],
  m: ['month', 2],
  d: ['day', 2],
  U: ['weekFromSunday', 2],
  W: ['weekFromMonday', 2],
  V: ['isoWeek', 2],
  j: ['dayOfYear', 3],
  M: ['minute', 2],
  S: ['second', 2],
  f: ['nanosecond', 9],
  s: ['timestamp', Infinity],
};

/**
 * Reads a time by a strftime text. Where the text has an offset in it (`%z`, `%+` …), the input has to have one too;
 * otherwise the time is that of `zone`.
 */
export function readTime(text: string, format: string, zone: TimeZone): Timestamp | TimeFault {
  const fields = readFields(text, format);
  if (typeof fields === 'string') return fields;
  const hasZone = /%(?:Z|z|:z|#z|\+)/.test(format);
  return hasZone ? atOffset(fields) : inZone(fields, zone);
}

/** What a text says of a time. */
export function readFields(text: string, format: string): TimeFields | TimeFault {
  const items = timeItems(format);
  const fields = new TimeFields();
  const scanner = new Scanner(text);
  const fault = readItems(scanner, items, fields);
  if (fault !== null) return fault;
  return scanner.rest === '' ? fields : 'trailing input';
}

/** A time of `%+`, RFC 3339 with blanks and short numbers allowed. */
const relaxed: { readonly date: readonly TimeItem[]; readonly clock: readonly TimeItem[] } = {
  date: timeItems('%Y -%m -%d'),
  clock: timeItems('%H :%M :%S%.f '),
};

function readItems(
  scanner: Scanner,
  items: readonly TimeItem[],
  fields: TimeFields,
): TimeFault | null {
  for (const item of items) {
    if (item.kind === 'space') scanner.skipWhite();
    else if (item.kind === 'literal') scanner.literal(item.text);
    else if (item.kind === 'number') readNumber(scanner, item.name, fields);
    else if (item.kind === 'fixed') readFixed(scanner, item.name, fields);
    else scanner.fail('bad or unsupported format string');
    if (scanner.fault !== null) return scanner.fault;
  }
  return null;
}

function keep(scanner: Scanner, fault: TimeFault | null): void {
  if (fault !== null) scanner.fail(fault);
}

function readNumber(scanner: Scanner, name: string, fields: TimeFields): void {
  scanner.skipWhite();
  if (name === 'Y' || name === 'G') {
    const sign = scanner.rest[0];
    if (sign === '-' || sign === '+') {
      scanner.rest = scanner.rest.slice(1);
      const value = scanner.digits(1, Infinity);
      if (scanner.fault !== null) return;
      keep(scanner, fields.set(name === 'Y' ? 'year' : 'isoYear', sign === '-' ? -value : value));
      return;
    }
  }
  const [field, width] = widths[name] ?? [null, name === 'u' || name === 'w' ? 1 : 2];
  const value = scanner.digits(1, width);
  if (scanner.fault !== null) return;
  if (field !== null) keep(scanner, fields.set(field, value));
  else if (name === 'H') keep(scanner, fields.setHour(value));
  else if (name === 'I') keep(scanner, hour12(fields, value));
  else if (name === 'w') keep(scanner, fields.set('weekday', value));
  else keep(scanner, value === 0 || value > 7 ? outOfRange : fields.set('weekday', value % 7));
}

function hour12(fields: TimeFields, value: number): TimeFault | null {
  return value < 1 || value > 12 ? outOfRange : fields.set('hour12', value % 12);
}

function readFixed(scanner: Scanner, name: string, fields: TimeFields): void {
  const set = (field: FieldName, value: number): void => {
    if (scanner.fault === null) keep(scanner, fields.set(field, value));
  };
  if (name.endsWith('f')) {
    readFraction(scanner, name, set);
    return;
  }
  switch (name) {
    case 'b':
    case 'h':
    case 'B':
      set('month', scanner.name(months, name === 'B') + 1);
      return;
    case 'a':
    case 'A':
      set('weekday', scanner.name(weekdays, name === 'A'));
      return;
    case 'p':
    case 'P':
      if (Buffer.byteLength(scanner.rest) < 2) scanner.fail(tooShort);
      else if (!/^[ap]m/i.test(scanner.rest)) scanner.fail(invalid);
      else set('halfDay', /^p/i.test(scanner.rest) ? 1 : 0);
      scanner.rest = scanner.rest.slice(2);
      return;
    case 'Z':
      scanner.rest = scanner.rest.replace(/^[^\p{White_Space}]+/u, '');
      return;
    case '+':
      readRelaxed(scanner, fields);
      return;
    default:
      scanner.skipWhite();
      set(
        'offset',
        scanner.offset({ zulu: name === '#z', hoursAlone: name === '#z', separator: 'any' }),
      );
  }
}

function readFraction(
  scanner: Scanner,
  name: string,
  set: (field: FieldName, value: number) => void,
): void {
  const count = /[369]/.exec(name)?.[0];
  if (name.startsWith('.')) {
    if (!scanner.rest.startsWith('.')) return;
    scanner.rest = scanner.rest.slice(1);
  }
  set('nanosecond', scanner.fraction(count === undefined ? null : Number(count)));
}

function readRelaxed(scanner: Scanner, fields: TimeFields): void {
  if (readItems(scanner, relaxed.date, fields) !== null) return;
  if (scanner.rest === '') scanner.fail(tooShort);
  else if (!/^[tT ]/.test(scanner.rest)) scanner.fail(invalid);
  if (scanner.fault !== null) return;
  scanner.rest = scanner.rest.slice(1);
  if (readItems(scanner, relaxed.clock, fields) !== null) return;
  let offset = 0;
  if (/^utc/i.test(scanner.rest)) scanner.rest = scanner.rest.slice(3);
  else offset = scanner.offset({ zulu: true, hoursAlone: false, separator: 'any' });
  if (scanner.fault === null) keep(scanner, fields.set('offset', offset));
}

function atOffset(fields: TimeFields): Timestamp | TimeFault {
  const { offset, timestamp } = fields.values;
  if (offset === undefined && timestamp === undefined) return notEnough;
  const clock = localClock(fields, offset ?? 0);
  if (typeof clock === 'string') return clock;
  if (Math.abs(offset ?? 0) >= 86_400) return outOfRange;
  return timestampOf(clock.second - (offset ?? 0), clock.nanosecond) ?? outOfRange;
}

function inZone(fields: TimeFields, zone: TimeZone): Timestamp | TimeFault {
  const { timestamp } = fields.values;
  const guess =
    timestamp === undefined || zone === utcZone ? 0 : zone.offsetMs(timestamp * 1000) / 1000;
  const clock = localClock(fields, guess);
  if (typeof clock === 'string') return clock;
  const moments = momentsOf(clock.second * 1000, zone);
  const [first] = moments;
  if (first === undefined) return 'no possible date and time matching input';
  if (moments.length > 1) return notEnough;
  return timestampOf(first / 1000, clock.nanosecond) ?? outOfRange;
}
