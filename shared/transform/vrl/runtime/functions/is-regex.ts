import { Regex } from '../regex.ts';
import type { Value } from '../value.ts';

export function isRegex(value: Value): boolean {
  return value instanceof Regex;
}
