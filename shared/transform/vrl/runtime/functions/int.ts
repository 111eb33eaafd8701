import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { isInteger, type Value } from '../value.ts';

export function int(value: Value): number | bigint | Failure {
  return isInteger(value) ? value : new Failure(`expected integer, got ${kindName(value)}`);
}
