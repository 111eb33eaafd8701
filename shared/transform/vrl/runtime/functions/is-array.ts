import type { Value } from '../value.ts';

export function isArray(value: Value): boolean {
  return Array.isArray(value);
}
