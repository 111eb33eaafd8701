import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { floatOrZero, type FloatValue, isFloat } from '../numbers.ts';
import { readFloat } from '../read-float.ts';
import { isString, textOf } from '../text.ts';
import { epochNanosOf, Timestamp } from '../timestamp.ts';
import { floatOf, isInteger, type Value } from '../value.ts';

export function toFloat(value: Value): FloatValue | Failure {
  if (isFloat(value)) return value;
  if (isInteger(value)) return floatOf(Number(value));
  if (typeof value === 'boolean') return floatOf(value ? 1 : 0);
  if (value === null) return floatOf(0);
  if (value instanceof Timestamp) {
    const nanos = epochNanosOf(value);
    if (nanos === null) return new Failure("can't convert out of range timestamp");
    return floatOrZero(Number(nanos) / 1e9);
  }
  if (!isString(value)) return new Failure(`unable to coerce ${kindName(value)} into float`);
  return readFloat(textOf(value));
}
