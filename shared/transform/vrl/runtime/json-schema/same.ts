import { floatNumber, isFloat } from '../numbers.ts';
import { sortedKeys } from '../order.ts';
import { isInteger, isObject, type Value } from '../value.ts';

/** A number that a JSON Schema compares; null: it is none. Integers beyond 2^53 stay whole. */
export function numberOf(value: Value): number | bigint | null {
  if (isInteger(value)) return value;
  return isFloat(value) ? floatNumber(value) : null;
}

/** Whether two values of JSON are the same, for which 1 and 1.0 are one number. */
export function sameJson(one: Value, other: Value): boolean {
  const number = numberOf(one);
  // oxlint-disable-next-line eqeqeq -- a bigint and a number may be the same number
  if (number !== null) return number == numberOf(other);
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => sameJson(item, other[index] ?? null));
  }
  if (!isObject(one)) return one === other;
  if (!isObject(other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every(
    (name) => Object.hasOwn(other, name) && sameJson(one[name] ?? null, other[name] ?? null),
  );
}

/** A text that two values share if they are the same: many are compared by it at once. */
export function sameText(value: Value): string {
  const number = numberOf(value);
  if (number !== null) return String(number);
  if (Array.isArray(value)) return `[${value.map(sameText).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = sortedKeys(value).map(
    (name) => `${JSON.stringify(name)}:${sameText(value[name] ?? null)}`,
  );
  return `{${fields.join(',')}}`;
}
