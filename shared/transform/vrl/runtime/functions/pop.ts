import type { Value } from '../value.ts';

export function pop(value: Value[]): Value[] {
  return value.slice(0, -1);
}
