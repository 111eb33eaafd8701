import { sortedKeys } from '../order.ts';
import type { Value, VrlObject } from '../value.ts';

export function values(value: VrlObject): Value[] {
  return sortedKeys(value).map((key) => value[key] ?? null);
}
