import type { Value } from '../value.ts';

export function push(value: Value[], item: Value): Value[] {
  return [...value, item];
}
