import { Failure } from '../failure.ts';
import { getAt, pathOf } from '../value-paths.ts';
import type { Value } from '../value.ts';

export function get(value: Value, path: Value[]): Value | Failure {
  const segments = pathOf(path);
  return segments instanceof Failure ? segments : getAt(value, segments);
}
