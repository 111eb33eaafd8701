import { sortedKeys } from '../order.ts';
import type { VrlObject } from '../value.ts';

export function keys(value: VrlObject): string[] {
  return sortedKeys(value);
}
