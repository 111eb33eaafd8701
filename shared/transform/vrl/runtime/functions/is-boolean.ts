import type { Value } from '../value.ts';

export function isBoolean(value: Value): boolean {
  return typeof value === 'boolean';
}
