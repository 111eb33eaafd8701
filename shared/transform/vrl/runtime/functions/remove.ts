import { Failure } from '../failure.ts';
import { pathOf, withoutValueAt } from '../value-paths.ts';
import type { Value } from '../value.ts';

export function remove(value: Value, path: Value[], compact: boolean): Value | Failure {
  const segments = pathOf(path);
  return segments instanceof Failure ? segments : withoutValueAt(value, segments, compact);
}
