import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { Timestamp } from '../timestamp.ts';
import type { Value } from '../value.ts';

export function timestamp(value: Value): Timestamp | Failure {
  return value instanceof Timestamp
    ? value
    : new Failure(`expected timestamp, got ${kindName(value)}`);
}
