import type { Regex } from '../regex.ts';
import { type Bytes, textOf } from '../text.ts';

export function match(value: Bytes, pattern: Regex): boolean {
  return pattern.test(textOf(value));
}
