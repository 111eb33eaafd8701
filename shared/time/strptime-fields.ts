import { months, weekdays } from './names.ts';
import { millisecondsOf, offsetMs } from './rfc3339.ts';
import { timeZone, type TimeZone } from './zone.ts';

/** What was found in a text so far. */
export interface ParsedFields {
  epochSecond?: number;
  year?: number;
  yearOfCentury?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  weekday?: number;
  hour?: number;
  hour12?: number;
  afternoon?: boolean;
  minute?: number;
  second?: number;
  millisecond?: number;
  offsetMs?: number;
  zone?: TimeZone;
}

export interface FieldParser {
  /** Source of a regular expression without capturing groups. */
  readonly pattern: string;
  /** Puts what was matched into the fields; false where it can't be. */
  readonly read: (text: string, into: ParsedFields) => boolean;
}

type NumberField = {
  [Name in keyof ParsedFields]-?: Required<ParsedFields>[Name] extends number ? Name : never;
}[keyof ParsedFields];

function number(pattern: string, field: NumberField): FieldParser {
  return {
    pattern,
    read: (text, into) => {
      into[field] = Number(text);
      return true;
    },
  };
}

function fraction(pattern: string): FieldParser {
  return {
    pattern,
    read: (text, into) => {
      into.millisecond = millisecondsOf(text.replace('.', ''));
      return true;
    },
  };
}

/** A name in full or by its first three letters, in any case. */
function name(names: readonly string[], field: NumberField, first: number): FieldParser {
  const pattern = names.map((full) => `${full}|${full.slice(0, 3)}`).join('|');
  return {
    pattern,
    read: (text, into) => {
      const start = text.slice(0, 3).toLowerCase();
      into[field] = names.findIndex((full) => full.toLowerCase().startsWith(start)) + first;
      return true;
    },
  };
}

const afternoon: FieldParser = {
  pattern: '[AaPp][Mm]',
  read: (text, into) => {
    into.afternoon = text.toLowerCase() === 'pm';
    return true;
  },
};

const offset: FieldParser = {
  pattern: '[Zz]|[+-]\\d\\d:?\\d\\d',
  read: (text, into) => {
    const match = /^([+-])(\d\d):?(\d\d)$/.exec(text);
    const found =
      match === null ? 0 : offsetMs(match[1] ?? '+', Number(match[2]), Number(match[3]));
    if (found === null) return false;
    into.offsetMs = found;
    return true;
  },
};

const zoneName: FieldParser = {
  pattern: '[A-Za-z][A-Za-z0-9_+/-]*',
  read: (text, into) => {
    const zone = timeZone(text === 'Z' ? 'UTC' : text);
    if (zone === null) return false;
    into.zone = zone;
    return true;
  },
};

const month = name(months, 'month', 1);
const weekday = name(weekdays, 'weekday', 0);

/** How each specifier is read; those that say only a part of a date that nobody can complete are missing. */
export const fieldParsers: ReadonlyMap<string, FieldParser> = new Map<string, FieldParser>([
  ['Y', number('\\d{4}', 'year')],
  ['y', number('\\d\\d', 'yearOfCentury')],
  ['m', number('\\d{1,2}', 'month')],
  ['b', month],
  ['h', month],
  ['B', month],
  ['d', number(' ?\\d{1,2}', 'day')],
  ['e', number(' ?\\d{1,2}', 'day')],
  ['j', number('\\d{1,3}', 'dayOfYear')],
  ['a', weekday],
  ['A', weekday],
  ['H', number(' ?\\d{1,2}', 'hour')],
  ['k', number(' ?\\d{1,2}', 'hour')],
  ['I', number(' ?\\d{1,2}', 'hour12')],
  ['l', number(' ?\\d{1,2}', 'hour12')],
  ['p', afternoon],
  ['P', afternoon],
  ['M', number('\\d{1,2}', 'minute')],
  ['S', number('\\d{1,2}', 'second')],
  ['s', number('-?\\d{1,12}', 'epochSecond')],
  ['L', fraction('\\d{3}')],
  ['f', fraction('\\d{1,9}')],
  ['3f', fraction('\\d{3}')],
  ['6f', fraction('\\d{6}')],
  ['9f', fraction('\\d{9}')],
  ['.f', fraction('(?:\\.\\d{1,9})?')],
  ['.3f', fraction('\\.\\d{3}')],
  ['.6f', fraction('\\.\\d{6}')],
  ['.9f', fraction('\\.\\d{9}')],
  ['z', offset],
  [':z', offset],
  ['Z', zoneName],
]);
