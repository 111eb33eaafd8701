import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { at, put, type Step } from '../paths.ts';
import type { Value } from '../value.ts';

/** A copy of the value for each element of the array at a path, with the element in the array's place. */
export function unnest(value: Value, path: Value): Value | Failure {
  const steps = path as readonly Step[];
  const array = at(value, steps) ?? null;
  if (!Array.isArray(array)) return new Failure(`expected array, got ${kindName(array)}`);
  return array.map((element) => put(value, steps, element));
}
