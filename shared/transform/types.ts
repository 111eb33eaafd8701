import { parseRfc3339 } from '../time/rfc3339.ts';
import { fail, type Fallible, succeed } from './fallible.ts';
import { exactInteger, isFields, kindName, numberKind } from './kinds.ts';
import type { EventValue, RawNumber } from './model.ts';

// Assertions: a value that is already of the type. To make another value one of the type, see convert.ts.

/** Text. */
export function string(value: unknown): Fallible<string> {
  return typeof value === 'string' ? succeed(value) : fail('string', 'a string', kindName(value));
}

/** True or false. */
export function bool(value: unknown): Fallible<boolean> {
  return typeof value === 'boolean' ? succeed(value) : fail('bool', 'a boolean', kindName(value));
}

/**
 * A number that was written with a fraction or an exponent, as in VRL: `95` is none, `toFloat` takes both. What it
 * gives is the nearest double; put back into the event, `1.0` would be written as `1`. To check a field and keep its
 * spelling, leave the result: `float(event['n']).orReject();`
 */
export function float(value: unknown): Fallible<number> {
  const kind = numberKind(value);
  if (kind === 'integer') return fail('float', 'a float', 'an integer (toFloat takes it)');
  if (kind === null) return fail('float', 'a float', kindName(value));
  const number = typeof value === 'number' ? value : Number((value as RawNumber).rawJSON);
  return Number.isFinite(number)
    ? succeed(number)
    : fail('float', 'a float', 'one beyond the range of a double');
}

/** A whole number that JavaScript holds exactly, to ±(2^53 − 1): beyond that, see `int64`. `1.0` is none, as in VRL. */
export function int(value: unknown): Fallible<number> {
  if (numberKind(value) !== 'integer') return fail('int', 'an integer', kindName(value));
  const number = typeof value === 'object' ? rawValue(value) : Number(value);
  return Number.isSafeInteger(number)
    ? succeed(number)
    : fail('int', 'an integer up to 2^53 - 1', 'a larger one (int64 takes it)');
}

/** `-0` is 0. */
function rawValue(value: unknown): number {
  return Number((value as RawNumber).rawJSON) + 0;
}

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

/** A whole number of up to 64 bits, as VRL's integers are. */
export function int64(value: unknown): Fallible<bigint> {
  if (numberKind(value) !== 'integer') return fail('int64', 'an integer', kindName(value));
  const exact = exactInteger(value);
  return exact !== null && exact >= minInt64 && exact <= maxInt64
    ? succeed(exact)
    : fail('int64', 'an integer of 64 bits', 'a larger one');
}

/** A date, or what stands for one in JSON: text as RFC 3339 writes it, with its offset. Milliseconds; finer is cut off. */
export function timestamp(value: unknown): Fallible<Date> {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime())
      ? fail('timestamp', 'a timestamp', 'an invalid one')
      : succeed(value);
  }
  const epochMs = typeof value === 'string' ? parseRfc3339(value) : null;
  return epochMs === null
    ? fail('timestamp', 'a timestamp or RFC 3339 text', otherText(value))
    : succeed(new Date(epochMs));
}

function otherText(value: unknown): string {
  return typeof value === 'string' ? 'other text' : kindName(value);
}

/** Fields by name. The same object, not a copy. */
export function object(value: unknown): Fallible<Record<string, EventValue>> {
  return isObject(value) ? succeed(value) : fail('object', 'an object', kindName(value));
}

/** The same array, not a copy. */
export function array(value: unknown): Fallible<EventValue[]> {
  return isArray(value) ? succeed(value) : fail('array', 'an array', kindName(value));
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** A number without fraction and exponent, of any size: `1.0` is a float. */
export function isInteger(value: unknown): value is number | bigint | RawNumber {
  return numberKind(value) === 'integer';
}

/** A number with fraction or exponent: `1.0` and `1e2` are floats, 95 is none. */
export function isFloat(value: unknown): value is number | RawNumber {
  return numberKind(value) === 'float';
}

/** Null, or no field at all. */
export function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Null, no field, `-`, or nothing but white space, as logs write what they do not know. */
export function isNullish(value: unknown): boolean {
  return isNull(value) || (typeof value === 'string' && /^\s*-?\s*$/.test(value));
}

export function isObject(value: unknown): value is Record<string, EventValue> {
  return isFields(value);
}

export function isArray(value: unknown): value is EventValue[] {
  return Array.isArray(value);
}

/** A date; RFC 3339 text is a string here. */
export function isTimestamp(value: unknown): value is Date {
  return value instanceof Date;
}
