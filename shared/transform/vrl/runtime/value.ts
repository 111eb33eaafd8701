import type { Regex } from './regex.ts';
import type { Timestamp } from './timestamp.ts';

/**
 * VRL's values in JavaScript. Each has exactly one form, so that two forms never have to be compared:
 *
 * - integer: a `number` within ±(2^53 − 1), never −0; a `bigint` beyond, within 64 bits;
 * - float: a `number` that is no integer; where it is one (`1.0`, `1e300`, `-0.0`), or infinite, a `Float`. There is no NaN;
 * - string: a `string` without lone surrogates where its bytes are UTF-8, a `Uint8Array` where they are not;
 * - null, boolean: JavaScript's;
 * - timestamp, regex: their classes;
 * - array, object: plain ones. A key may be `__proto__`: read with `Object.hasOwn`, write with `setField`.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Uint8Array
  | Timestamp
  | Regex
  | Value[]
  | VrlObject;

// an interface, as a type alias may not name itself here
export interface VrlObject {
  [field: string]: Value;
}

/** A float that a JavaScript number would not tell from an integer. Made by `floatOf` alone. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** The float of a number, which is not NaN. */
export function floatOf(value: number): number | Float {
  return Number.isFinite(value) && !Number.isInteger(value) ? value : new Float(value);
}

/** The integer of a bigint; it wraps at 64 bits, as VRL's do. */
export function integerOf(value: bigint): number | bigint {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= -9007199254740991n && wrapped <= 9007199254740991n ? Number(wrapped) : wrapped;
}

export function isInteger(value: Value): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** A plain object or a record of one; see `Value` for what is none. */
export function isObject(value: Value): value is VrlObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
