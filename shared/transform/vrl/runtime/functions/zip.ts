import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import type { Value } from '../value.ts';

export function zip(first: Value[], second: Value[] | undefined): Value[] | Failure {
  const arrays: Value[][] = [];
  for (const array of second === undefined ? first : [first, second]) {
    if (!Array.isArray(array)) return new Failure(`expected array, got ${kindName(array)}`);
    arrays.push(array);
  }
  if (arrays.length === 0) return [];
  const length = Math.min(...arrays.map((array) => array.length));
  return Array.from({ length }, (_, index) => arrays.map((array) => array[index] ?? null));
}
