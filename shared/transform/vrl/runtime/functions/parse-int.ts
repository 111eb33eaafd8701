import { Failure } from '../failure.ts';
import { debugText } from '../debug-text.ts';
import { readInteger } from '../read-integer.ts';
import { type Bytes, textOf } from '../text.ts';

const prefixes: ReadonlyMap<string, number> = new Map([
  ['b', 2],
  ['o', 8],
  ['x', 16],
]);

export function parseInt(
  value: Bytes,
  base: number | bigint | undefined,
): number | bigint | Failure {
  const text = textOf(value);
  if (base !== undefined && (base < 2 || base > 36)) {
    return new Failure(`invalid base ${debugText(text)}: must be be between 2 and 36 (inclusive)`);
  }
  if (base === undefined && text === '') return new Failure('value is empty');
  const prefix =
    base === undefined && text.startsWith('0') ? prefixes.get(text[1] ?? '') : undefined;
  const radix = base ?? prefix ?? (text.startsWith('0') ? 8 : 10);
  const read = readInteger(prefix === undefined ? text : text.slice(2), Number(radix));
  return typeof read === 'string' ? new Failure(`could not parse integer: ${read}`) : read;
}
