import type { Value } from '../value.ts';

export function append(value: Value[], items: Value[]): Value[] {
  return [...value, ...items];
}
