import { isRawNumber } from '../raw-json.ts';
import { isFallible } from './fallible.ts';
import type { EventValue } from './model.ts';

const wholeNumber = /^-?\d+$/;
const anyNumber = /^-?\d/;

/**
 * Whether a value is a number, and of which kind as it was written in JSON: `95` is an integer, `1.0` and `1e2` are
 * floats, which come as raw numbers. A number that was computed is an integer if it has no fraction.
 */
export function numberKind(value: unknown): 'integer' | 'float' | null {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return 'integer';
    return Number.isNaN(value) ? null : 'float';
  }
  if (typeof value === 'bigint') return 'integer';
  if (!isRawNumber(value)) return null;
  if (wholeNumber.test(value.rawJSON)) return 'integer';
  return anyNumber.test(value.rawJSON) ? 'float' : null;
}

const maxDigits = 40;

/** An integer without loss; null where it is none, or so long that nobody means it (turning it costs the square). */
export function exactInteger(value: unknown): bigint | null {
  if (numberKind(value) !== 'integer') return null;
  if (!isRawNumber(value)) return BigInt(value as number | bigint);
  return value.rawJSON.length > maxDigits ? null : BigInt(value.rawJSON);
}

const names: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['boolean', 'a boolean'],
  ['undefined', 'nothing'],
  ['symbol', 'a symbol'],
  ['function', 'a function'],
]);

/** What kind of thing a value is, for reasons: never the value itself. */
export function kindName(value: unknown): string {
  if (typeof value === 'object') return objectName(value);
  return names.get(typeof value) ?? numberName(value);
}

function numberName(value: unknown): string {
  const kind = numberKind(value);
  if (kind === null) return 'NaN';
  return kind === 'integer' ? 'an integer' : 'a float';
}

function objectName(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return 'a timestamp';
  if (numberKind(value) !== null) return numberName(value);
  return isFallible(value) ? 'a Fallible' : 'an object';
}

/** Fields by name: neither an array, nor a date, nor a raw number, nor anything of a class. */
export function isFields(value: unknown): value is Record<string, EventValue> {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
