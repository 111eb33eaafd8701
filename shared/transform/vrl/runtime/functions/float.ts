import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { type FloatValue, isFloat } from '../numbers.ts';
import type { Value } from '../value.ts';

export function float(value: Value): FloatValue | Failure {
  return isFloat(value) ? value : new Failure(`expected float, got ${kindName(value)}`);
}
