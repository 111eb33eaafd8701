import { debugText } from '../debug-text.ts';
import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { floatNumber, isFloat, truncatedInteger } from '../numbers.ts';
import { readInteger } from '../read-integer.ts';
import { isString, textOf } from '../text.ts';
import { epochSecondOf, Timestamp } from '../timestamp.ts';
import { isInteger, type Value } from '../value.ts';

export function toInt(value: Value): number | bigint | Failure {
  if (isInteger(value)) return value;
  if (isFloat(value)) return truncatedInteger(floatNumber(value));
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null) return 0;
  if (value instanceof Timestamp) return epochSecondOf(value);
  if (!isString(value)) return new Failure(`unable to coerce ${kindName(value)} into integer`);
  const text = textOf(value);
  const read = readInteger(text, 10);
  return typeof read === 'string'
    ? new Failure(`Invalid integer ${debugText(text)}: ${read}`)
    : read;
}
