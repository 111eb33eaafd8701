import { Failure } from '../failure.ts';
import { pathOf, withoutValueAt } from '../value-paths.ts';
import type { Value, VrlObject } from '../value.ts';

export function remove(
  value: Value[] | VrlObject,
  path: Value[],
  compact: boolean,
): Value | Failure {
  const segments = pathOf(path);
  return segments instanceof Failure ? segments : withoutValueAt(value, segments, compact);
}
