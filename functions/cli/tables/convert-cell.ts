import { Failure } from '../../../shared/transform/vrl/runtime/failure.ts';
import { toBool } from '../../../shared/transform/vrl/runtime/functions/to-bool.ts';
import { floatNumber } from '../../../shared/transform/vrl/runtime/numbers.ts';
import { readFloat } from '../../../shared/transform/vrl/runtime/read-float.ts';
import { readInteger } from '../../../shared/transform/vrl/runtime/read-integer.ts';
import type { Cell } from '../../../shared/transform/vrl/runtime/tables/table.ts';
import { readTime } from '../../../shared/transform/vrl/runtime/time/read.ts';
import { timestampOf } from '../../../shared/transform/vrl/runtime/timestamp.ts';
import { utcZone } from '../../../shared/time/zone.ts';

/** What a text of a column is; null where it is none of the type. */
export type Convert = (text: string) => Cell | null;

/** Types of columns, for people. */
export const typeWords: readonly string[] = [
  'string',
  'integer',
  'float',
  'boolean',
  'date',
  'timestamp',
  'date|FORMAT',
  'timestamp|FORMAT',
];

/** How texts of a type become values; null where there is no such type. */
export function conversionOf(type: string): Convert | null {
  const bar = type.indexOf('|');
  const word = (bar === -1 ? type : type.slice(0, bar)).trim();
  const format = bar === -1 ? null : type.slice(bar + 1).trim();
  if (word === 'date') return dateOf(format ?? '%Y-%m-%d');
  if (word === 'timestamp') return format === null ? guessedTime : timeOf([format]);
  return format === null && Object.hasOwn(plain, word) ? (plain[word] ?? null) : null;
}

const asItIs: Convert = (text) => text;
const integer: Convert = (text) => {
  const value = readInteger(text, 10);
  if (typeof value === 'bigint') return { integer: String(value) };
  return typeof value === 'number' ? value : null;
};
const boolean: Convert = (text) => {
  const value = toBool(text);
  return value instanceof Failure ? null : value;
};
const float: Convert = (text) => {
  const value = readFloat(text);
  if (value instanceof Failure) return null;
  const number = floatNumber(value);
  // JSON has no whole floats
  if (typeof value === 'number') return value;
  return { float: Object.is(number, -0) ? '-0' : String(number) };
};

const plain: Readonly<Record<string, Convert>> = {
  asis: asItIs,
  bytes: asItIs,
  string: asItIs,
  int: integer,
  integer,
  float,
  bool: boolean,
  boolean,
};

function timeOf(formats: readonly string[]): Convert {
  return (text) => {
    for (const format of formats) {
      const time = readTime(text, format, utcZone);
      if (typeof time !== 'string') return [time.epochMs, time.nanos];
    }
    return null;
  };
}

function dateOf(format: string): Convert {
  const convert = timeOf([`${format} %T`]);
  return (text) => convert(`${text} 00:00:00`);
}

const withoutZone = timeOf([
  '%F %T',
  '%v %T',
  '%FT%T',
  '%m/%d/%Y:%T',
  '%a, %d %b %Y %T',
  '%a %d %b %T %Y',
  '%A %d %B %T %Y',
  '%a %b %e %T %Y',
]);
const withZone = timeOf([
  '%+',
  '%a, %d %b %Y %T %z',
  '%d %b %Y %T %z',
  '%a %d %b %T %Z %Y',
  '%a %d %b %T %z %Y',
  '%a %d %b %T %#z %Y',
  '%d/%b/%Y:%T %z',
]);

/** Of a time in one of the usual forms, in the order in which Vector tries them. */
const guessedTime: Convert = (text) => {
  const seconds = readInteger(text, 10);
  const unix = typeof seconds === 'number' ? timestampOf(seconds, 0) : null;
  return withoutZone(text) ?? (unix === null ? withZone(text) : [unix.epochMs, unix.nanos]);
};
