import { isWhite } from '../white-space.ts';
import { isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function isNullish(value: Value): boolean {
  if (value === null || value === '-') return true;
  if (!isString(value)) return false;
  const text = textOf(value);
  for (let index = 0; index < text.length; index++) {
    if (!isWhite(text.charCodeAt(index))) return false;
  }
  return true;
}
