import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';

export function object(value: Value): VrlObject | Failure {
  return isObject(value) ? value : new Failure(`expected object, got ${kindName(value)}`);
}
