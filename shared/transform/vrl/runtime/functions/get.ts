import { Failure } from '../failure.ts';
import { getAt, pathOf } from '../value-paths.ts';
import type { Value, VrlObject } from '../value.ts';

export function get(value: Value[] | VrlObject, path: Value[]): Value | Failure {
  const segments = pathOf(path);
  return segments instanceof Failure ? segments : getAt(value, segments);
}
