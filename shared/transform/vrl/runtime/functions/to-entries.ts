import { sortedKeys } from '../order.ts';
import type { Value, VrlObject } from '../value.ts';

export function toEntries(value: Value[] | VrlObject): VrlObject[] {
  if (Array.isArray(value)) return value.map((item, index) => ({ key: index, value: item }));
  return sortedKeys(value).map((key) => ({ key, value: value[key] ?? null }));
}
