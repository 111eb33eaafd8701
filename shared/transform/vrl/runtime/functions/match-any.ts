import { Regex } from '../regex.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function matchAny(value: Bytes, patterns: Value[]): boolean {
  const text = textOf(value);
  return patterns.some((pattern) => pattern instanceof Regex && pattern.test(text));
}
