import { utcMs } from './local-time.ts';
import { dateTime } from './rfc3339.ts';
import { type FieldParser, fieldParsers, type ParsedFields } from './strptime-fields.ts';
import { strftimeTokens } from './strftime-tokens.ts';
import { momentOf } from './zoned.ts';
import { utcZone, type TimeZone } from './zone.ts';

export type CompiledTimeParser =
  | {
      readonly ok: true;
      /** Milliseconds since 1970; null where the text is not of the format, or there is no such time. */
      readonly parse: (text: string) => number | null;
    }
  | { readonly ok: false; readonly faults: readonly string[] };

/**
 * Compiles a strftime text for reading. It has to hold a date (`%Y` or `%y`, with month and day, or `%j`) or `%s`; what
 * is left out of the time of day is 0. White space matches any white space, a weekday must fit its date, `%y` means
 * 1970 to 2069, and `%f` is read as the digits behind a decimal point.
 *
 * @param zone that of texts without an offset or a zone's name
 */
export function compileStrptime(text: string, zone: TimeZone = utcZone): CompiledTimeParser {
  const { tokens, faults } = strftimeTokens(text);
  const found = [...faults];
  const parsers: FieldParser[] = [];
  const names = new Set<string>();
  let pattern = '^';
  for (const token of tokens) {
    if (token.kind === 'literal') {
      pattern += token.text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
      continue;
    }
    const parser = fieldParsers.get(token.name);
    if (parser === undefined) {
      const allowed = [...fieldParsers.keys()].map((name) => `%${name}`).join(' ');
      found.push(`%${token.name} can be written but not read: allowed are ${allowed}`);
      continue;
    }
    names.add(token.name);
    parsers.push(parser);
    pattern += `(${parser.pattern})`;
  }
  if (found.length === 0 && !saysDate(names)) {
    found.push('says no date: it needs %s, or a year (%Y) with month and day (%m %d) or %j');
  }
  if (found.length > 0) return { ok: false, faults: found };
  const whole = new RegExp(`${pattern}$`, 'i');
  return {
    ok: true,
    parse: (input) => {
      const match = whole.exec(input);
      if (match === null) return null;
      const fields: ParsedFields = {};
      const fit = parsers.every((parser, index) => parser.read(match[index + 1] ?? '', fields));
      return fit ? momentFrom(fields, zone) : null;
    },
  };
}

function saysDate(names: ReadonlySet<string>): boolean {
  const has = (...some: string[]): boolean => some.some((name) => names.has(name));
  return has('s') || (has('Y', 'y') && (has('j') || (has('m', 'b', 'h', 'B') && has('d', 'e'))));
}

function momentFrom(fields: ParsedFields, zone: TimeZone): number | null {
  const millisecond = fields.millisecond ?? 0;
  if (fields.epochSecond !== undefined) return fields.epochSecond * 1000 + millisecond;
  const year = yearOf(fields);
  const hour = hourOf(fields);
  if (year === null || hour === null) return null;
  const byDayOfYear = fields.dayOfYear === undefined ? null : dateOfDay(year, fields.dayOfYear);
  const month = fields.month ?? byDayOfYear?.month ?? 0;
  const day = fields.day ?? byDayOfYear?.day ?? 0;
  const local = dateTime(
    year,
    month,
    day,
    hour,
    fields.minute ?? 0,
    fields.second ?? 0,
    millisecond,
  );
  if (local === null) return null;
  const date = utcMs(year, month, day);
  if (fields.weekday !== undefined && new Date(date).getUTCDay() !== fields.weekday) return null;
  if (fields.dayOfYear !== undefined && utcMs(year, 1, fields.dayOfYear) !== date) return null;
  return fields.offsetMs === undefined
    ? momentOf(local, fields.zone ?? zone)
    : local - fields.offsetMs;
}

function yearOf(fields: ParsedFields): number | null {
  if (fields.year !== undefined) return fields.year;
  if (fields.yearOfCentury === undefined) return null;
  return fields.yearOfCentury + (fields.yearOfCentury < 70 ? 2000 : 1900);
}

/** 12 AM is midnight and 12 PM is noon. */
function hourOf(fields: ParsedFields): number | null {
  if (fields.hour !== undefined) return fields.hour;
  if (fields.hour12 === undefined) return 0;
  if (fields.hour12 < 1 || fields.hour12 > 12) return null;
  return (fields.hour12 % 12) + (fields.afternoon === true ? 12 : 0);
}

function dateOfDay(year: number, dayOfYear: number): { month: number; day: number } {
  const date = new Date(utcMs(year, 1, dayOfYear));
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
