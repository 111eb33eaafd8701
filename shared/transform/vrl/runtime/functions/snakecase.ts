import { isString, type Bytes, textOf } from '../text.ts';
import { wordsOf } from '../words.ts';
import type { Value } from '../value.ts';

export function snakecase(
  value: Bytes,
  originalCase: string | undefined,
  excludedBoundaries: Value[] | undefined,
): string {
  const excluded = (excludedBoundaries ?? []).filter(isString).map(textOf);
  return wordsOf(textOf(value), originalCase, excluded).join('_').toLowerCase();
}
