import type { Value } from '../value.ts';

export function isNull(value: Value): boolean {
  return value === null;
}
