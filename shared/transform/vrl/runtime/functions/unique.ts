import { sameValue } from '../equal.ts';
import type { Value } from '../value.ts';

export function unique(value: Value[]): Value[] {
  const plain = new Set<Value>();
  const result: Value[] = [];
  for (const item of value) {
    if (typeof item !== 'object' || item === null) {
      if (plain.has(item)) continue;
      plain.add(item);
    } else if (result.some((before) => sameValue(before, item))) {
      continue;
    }
    result.push(item);
  }
  return result;
}
