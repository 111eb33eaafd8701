import { isRawNumber } from '../raw-json.ts';
import { formatRfc3339, parseRfc3339 } from '../time/rfc3339.ts';
import { compileStrptime } from '../time/strptime.ts';
import { fail, type Fallible, succeed } from './fallible.ts';
import { exactInteger, kindName, numberKind } from './kinds.ts';
import { dateOfUnits, type TimeUnit, unitsOf } from './time-units.ts';

// Conversions: another value of the type, where there is one that nobody would call a guess. VRL's rules.

const integerText = /^[+-]?\d+$/;
const floatText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const trueTexts = new Set(['true', 't', 'yes', 'y']);
const falseTexts = new Set(['false', 'f', 'no', 'n']);

/** A double: of numbers, of text that is one, true as 1, null as 0, dates as Unix seconds. */
export function toFloat(value: unknown): Fallible<number> {
  const number = asNumber(value, floatText);
  if (number === null) return fail('toFloat', 'a number, or text that is one', textOr(value));
  return Number.isFinite(number)
    ? succeed(number)
    : fail('toFloat', 'a number in the range of a double', kindName(value));
}

/**
 * A whole number to ±(2^53 − 1): fractions are cut off, text must be an integer, true is 1, null is 0, dates are whole
 * Unix seconds.
 */
export function toInt(value: unknown): Fallible<number> {
  const number = asNumber(value, integerText);
  if (number === null) return fail('toInt', 'a number, or text that is an integer', textOr(value));
  const whole = value instanceof Date ? Math.floor(number) : Math.trunc(number) + 0;
  return Number.isSafeInteger(whole)
    ? succeed(whole)
    : fail('toInt', 'an integer up to 2^53 - 1', 'a larger one (int64 takes integers)');
}

function asNumber(value: unknown, text: RegExp): number | null {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  if (typeof value === 'string') {
    // what most texts are, told without a regular expression
    if (isPlainNumber(value, text === floatText)) return Number(value);
    return text.test(value.trim()) ? Number(value) : null;
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') {
    return Number(value);
  }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? null : value.getTime() / 1000;
  }
  return isRawNumber(value) && numberKind(value) !== null ? Number(value.rawJSON) : null;
}

/** Digits, with a sign before or a point between them where there may be one: neither pattern asks for less. */
function isPlainNumber(text: string, isFloat: boolean): boolean {
  const { length } = text;
  if (length === 0 || length > 17) return false;
  let mayHavePoint = isFloat;
  let at = text.charCodeAt(0) === 0x2d ? 1 : 0;
  const first = at;
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) continue;
    if (code !== 0x2e || !mayHavePoint || at === first) return false;
    mayHavePoint = false;
  }
  return at > first;
}

/** A boolean: of `true t yes y`, `false f no n` in any case, integers as text, numbers (0 is false), and null (false). */
export function toBool(value: unknown): Fallible<boolean> {
  if (typeof value === 'boolean') return succeed(value);
  if (value === null) return succeed(false);
  if (typeof value === 'string') {
    const text = value.toLowerCase();
    if (trueTexts.has(text)) return succeed(true);
    if (falseTexts.has(text)) return succeed(false);
    if (integerText.test(text)) return succeed(!/^[+-]?0+$/.test(text));
  } else if (numberKind(value) !== null) {
    return succeed(asNumber(value, floatText) !== 0);
  }
  return fail('toBool', 'a boolean, a number, or text such as yes and no', textOr(value));
}

/**
 * Text: VRL's `to_string`, renamed because every object has a `toString`. Numbers as they were written, null as
 * nothing, dates as RFC 3339; objects and arrays have none (`encodeJson` writes them).
 */
export function toText(value: unknown): Fallible<string> {
  if (typeof value === 'string') return succeed(value);
  if (value === null) return succeed('');
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return succeed(String(value));
  }
  if (isRawNumber(value)) return succeed(value.rawJSON);
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return succeed(formatRfc3339(value.getTime()));
  }
  return fail('toText', 'a string, number, boolean, timestamp or null', kindName(value));
}

const rfc2822 = [
  '%a, %d %b %Y %T %z',
  '%a, %d %b %Y %T %Z',
  '%d %b %Y %T %z',
  '%d %b %Y %T %Z',
].map((format) => compileStrptime(format));

/** A date: of RFC 3339 and RFC 2822 text, and of numbers as Unix time in the given unit. */
export function toTimestamp(value: unknown, unit: TimeUnit = 'seconds'): Fallible<Date> {
  if (typeof value === 'string') {
    let epochMs = parseRfc3339(value);
    for (const format of rfc2822) {
      if (epochMs === null && format.ok) epochMs = format.parse(value);
    }
    if (epochMs !== null) return succeed(new Date(epochMs));
    return fail(
      'toTimestamp',
      'RFC 3339 or RFC 2822 text (parseTimestamp reads others)',
      'other text',
    );
  }
  if (value instanceof Date && !Number.isNaN(value.getTime())) return succeed(value);
  if (numberKind(value) === 'integer') return fromUnixTimestamp(value, unit);
  if (numberKind(value) !== 'float')
    return fail('toTimestamp', 'text or a number', kindName(value));
  const date = new Date(Math.floor(Number(asNumber(value, floatText)) * msIn[unit]));
  return Number.isNaN(date.getTime())
    ? fail('toTimestamp', 'a time that Date can hold', 'one beyond')
    : succeed(date);
}

const msIn: Readonly<Record<TimeUnit, number>> = {
  seconds: 1000,
  milliseconds: 1,
  microseconds: 1e-3,
  nanoseconds: 1e-6,
};

/** The date of a whole Unix time; what is finer than a millisecond is cut off. */
export function fromUnixTimestamp(value: unknown, unit: TimeUnit = 'seconds'): Fallible<Date> {
  if (numberKind(value) !== 'integer') {
    return fail('fromUnixTimestamp', 'an integer', kindName(value));
  }
  const count = exactInteger(value);
  const date = count === null ? null : dateOfUnits(count, unit);
  return date === null
    ? fail('fromUnixTimestamp', 'a time that Date can hold', 'one beyond')
    : succeed(date);
}

/** Whole Unix time of a date or RFC 3339 text; nanoseconds need a bigint. */
export function toUnixTimestamp(value: unknown, unit: 'nanoseconds'): Fallible<bigint>;
export function toUnixTimestamp(
  value: unknown,
  unit?: 'seconds' | 'milliseconds' | 'microseconds',
): Fallible<number>;
export function toUnixTimestamp(
  value: unknown,
  unit: TimeUnit = 'seconds',
): Fallible<number | bigint> {
  const epochMs = typeof value === 'string' ? parseRfc3339(value) : dateMs(value);
  if (epochMs === null) {
    return fail('toUnixTimestamp', 'a timestamp or RFC 3339 text', textOr(value));
  }
  const units = unitsOf(epochMs, unit);
  if (unit === 'nanoseconds') return succeed(units);
  const number = Number(units);
  return Number.isSafeInteger(number)
    ? succeed(number)
    : fail('toUnixTimestamp', `${unit} up to 2^53 - 1`, 'more');
}

function dateMs(value: unknown): number | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.getTime() : null;
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? 'other text' : kindName(value);
}
