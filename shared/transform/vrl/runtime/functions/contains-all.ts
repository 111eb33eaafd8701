import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { type Bytes, isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function containsAll(
  value: Bytes,
  substrings: Value[],
  caseSensitive: boolean,
): boolean | Failure {
  const prepared = (text: string): string => (caseSensitive ? text : text.toLowerCase());
  const text = prepared(textOf(value));
  for (const substring of substrings) {
    if (!isString(substring)) return new Failure(`expected string, got ${kindName(substring)}`);
    if (!text.includes(prepared(textOf(substring)))) return false;
  }
  return true;
}
