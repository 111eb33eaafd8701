import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import type { Value } from '../value.ts';

export function array(value: Value): Value[] | Failure {
  return Array.isArray(value) ? value : new Failure(`expected array, got ${kindName(value)}`);
}
