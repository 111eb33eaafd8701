import { sameValue } from '../equal.ts';
import { Failure } from '../failure.ts';
import { displayText } from '../display-text.ts';
import { wrongKind } from '../guard.ts';
import { isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function assertEq(left: Value, right: Value, message: Value | undefined): true | Failure {
  if (sameValue(left, right)) return true;
  if (message !== undefined) {
    return isString(message) ? new Failure(textOf(message)) : wrongKind(message, 'string');
  }
  return new Failure(`assertion failed: ${displayText(left)} == ${displayText(right)}`);
}
