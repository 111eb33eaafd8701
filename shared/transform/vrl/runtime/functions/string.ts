import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { type Bytes, isString } from '../text.ts';
import type { Value } from '../value.ts';

export function string(value: Value): Bytes | Failure {
  return isString(value) ? value : new Failure(`expected string, got ${kindName(value)}`);
}
