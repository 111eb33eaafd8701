import { sameValue } from './equal.ts';
import { Failure } from './failure.ts';
import { kindName } from './kind-name.ts';
import { floatNumber, isFloat } from './numbers.ts';
import { compareText } from './order.ts';
import { bytesOf, isString } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { isInteger, type Value } from './value.ts';

/** Whether two values are equal; integers and floats are by what they are worth. */
export function isEqual(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (isInteger(one) && isFloat(other)) return Number(one) === floatNumber(other);
  if (isFloat(one) && isInteger(other)) return floatNumber(one) === Number(other);
  return sameValue(one, other);
}

/** Below 0, 0 or above; a Failure where the two have no order. */
function order(sign: string, one: Value, other: Value): number | Failure {
  if (isInteger(one)) {
    if (isInteger(other)) return one < other ? -1 : one > other ? 1 : 0;
    if (isFloat(other)) return Number(one) - floatNumber(other);
  } else if (isFloat(one)) {
    if (isFloat(other)) return difference(floatNumber(one), floatNumber(other));
    if (isInteger(other)) return difference(floatNumber(one), Number(other));
  } else if (isString(one)) {
    if (!isString(other)) return new Failure(`expected string, got ${kindName(other)}`);
    if (typeof one === 'string' && typeof other === 'string') return compareText(one, other);
    return Buffer.compare(bytesOf(one), bytesOf(other));
  } else if (one instanceof Timestamp) {
    if (!(other instanceof Timestamp)) {
      return new Failure(`expected timestamp, got ${kindName(other)}`);
    }
    return one.epochMs - other.epochMs || one.nanos - other.nanos;
  }
  return new Failure(incomparable(sign, kindName(one), kindName(other)));
}

/** As VRL words it, which has the signs mixed up. */
function incomparable(sign: string, one: string, other: string): string {
  if (sign === '>') return `can't calculate remainder of type ${one} and ${other}`;
  return `can't compare ${one} >= ${other}`;
}

function difference(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

export function isLess(one: Value, other: Value): boolean | Failure {
  const found = order('<', one, other);
  return found instanceof Failure ? found : found < 0;
}

export function isLessOrEqual(one: Value, other: Value): boolean | Failure {
  const found = order('<=', one, other);
  return found instanceof Failure ? found : found <= 0;
}

export function isGreater(one: Value, other: Value): boolean | Failure {
  const found = order('>', one, other);
  return found instanceof Failure ? found : found > 0;
}

export function isGreaterOrEqual(one: Value, other: Value): boolean | Failure {
  const found = order('>=', one, other);
  return found instanceof Failure ? found : found >= 0;
}

/** Both, where the first one is true: null is false. */
export function both(one: Value, other: Value): boolean | Failure {
  if (one === null || one === false) return false;
  if (one === true) {
    if (other === null) return false;
    if (typeof other === 'boolean') return other;
  }
  return new Failure(`can't apply an AND to types ${kindName(one)} and ${kindName(other)}`);
}
