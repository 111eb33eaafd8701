import { sameValue } from '../equal.ts';
import type { Value } from '../value.ts';

export function includes(value: Value[], item: Value): boolean {
  return value.some((candidate) => sameValue(candidate, item));
}
