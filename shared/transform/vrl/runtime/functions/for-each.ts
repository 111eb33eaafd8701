import { sortedKeys } from '../order.ts';
import type { Value, VrlObject } from '../value.ts';

export function forEach(
  value: Value[] | VrlObject,
  closure: (key: string | number, value: Value) => Value,
): null {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) closure(index, item);
  else for (const key of sortedKeys(value)) closure(key, value[key] ?? null);
  return null;
}
