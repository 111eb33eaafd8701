import { Failure } from '../failure.ts';
import { wrongKind } from '../guard.ts';
import { isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function assert(condition: boolean, message: Value | undefined): true | Failure {
  if (condition) return true;
  if (message === undefined) return new Failure('assertion failed');
  return isString(message) ? new Failure(textOf(message)) : wrongKind(message, 'string');
}
