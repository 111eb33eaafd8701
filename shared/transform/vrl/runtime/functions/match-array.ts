import type { Regex } from '../regex.ts';
import { isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function matchArray(value: Value[], pattern: Regex, all: boolean): boolean {
  const matches = (item: Value): boolean => isString(item) && pattern.test(textOf(item));
  return all ? value.every(matches) : value.some(matches);
}
