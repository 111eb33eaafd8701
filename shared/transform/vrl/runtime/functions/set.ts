import { Failure } from '../failure.ts';
import { pathOf, withValueAt } from '../value-paths.ts';
import type { Value } from '../value.ts';

export function set(value: Value, path: Value[], data: Value): Value | Failure {
  const segments = pathOf(path);
  return segments instanceof Failure ? segments : withValueAt(value, segments, data);
}
