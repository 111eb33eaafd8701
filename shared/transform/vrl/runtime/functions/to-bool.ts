import { debugText } from '../debug-text.ts';
import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { floatNumber, isFloat } from '../numbers.ts';
import { readInteger } from '../read-integer.ts';
import { isString, textOf } from '../text.ts';
import { isInteger, type Value } from '../value.ts';

const trueWords = new Set(['true', 't', 'yes', 'y']);
const falseWords = new Set(['false', 'f', 'no', 'n']);

export function toBool(value: Value): boolean | Failure {
  if (typeof value === 'boolean') return value;
  if (isInteger(value)) return value !== 0;
  if (isFloat(value)) return floatNumber(value) !== 0;
  if (value === null) return false;
  if (!isString(value)) return new Failure(`unable to coerce ${kindName(value)} into boolean`);
  const text = textOf(value);
  const integer = readInteger(text, 10);
  if (typeof integer !== 'string') return integer !== 0;
  const word = text.toLowerCase();
  if (trueWords.has(word)) return true;
  if (falseWords.has(word)) return false;
  return new Failure(`Invalid boolean value ${debugText(text)}`);
}
