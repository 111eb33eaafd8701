import { sameValue } from '../equal.ts';
import type { Value } from '../value.ts';

export function tallyValue(array: Value[], value: Value): number {
  let count = 0;
  for (const item of array) if (sameValue(item, value)) count++;
  return count;
}
