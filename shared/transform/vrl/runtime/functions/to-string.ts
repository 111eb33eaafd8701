import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { displayFloat, floatNumber, isFloat } from '../numbers.ts';
import { type Bytes, isString } from '../text.ts';
import { timestampText } from '../timestamp-text.ts';
import { Timestamp } from '../timestamp.ts';
import type { Value } from '../value.ts';

export function toString(value: Value): Bytes | Failure {
  if (isString(value)) return value;
  if (value === null) return '';
  if (value instanceof Timestamp) return timestampText(value);
  if (isFloat(value)) return displayFloat(floatNumber(value));
  if (typeof value === 'object') {
    return new Failure(`unable to coerce ${kindName(value)} into string`);
  }
  return String(value);
}
