import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import type { Value } from '../value.ts';

export function bool(value: Value): boolean | Failure {
  return typeof value === 'boolean'
    ? value
    : new Failure(`expected boolean, got ${kindName(value)}`);
}
