import { Failure } from './failure.ts';
import { kindName } from './kind-name.ts';
import { isFloat } from './numbers.ts';
import { isString } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { isInteger, isObject, type Value } from './value.ts';

/** Whether a value is of one of the kinds, which are bits as in `check/kind.ts`. */
export function isOfKind(value: Value, bits: number): boolean {
  if (value === null) return (bits & 64) !== 0;
  if (isString(value)) return (bits & 1) !== 0;
  if (isInteger(value)) return (bits & 2) !== 0;
  if (isFloat(value)) return (bits & 4) !== 0;
  if (typeof value === 'boolean') return (bits & 8) !== 0;
  if (value instanceof Timestamp) return (bits & 16) !== 0;
  if (Array.isArray(value)) return (bits & 128) !== 0;
  // what is nothing else is a regular expression, whose engine is not needed for that
  return (bits & (isObject(value) ? 256 : 32)) !== 0;
}

/** What an argument of another kind than the function takes gives. */
export function wrongKind(value: Value, expected: string): Failure {
  return new Failure(`expected ${expected}, got ${kindName(value)}`);
}
