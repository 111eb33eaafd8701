import { sameValue } from '../equal.ts';
import { Failure } from '../failure.ts';
import { displayText } from '../display-text.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function assertEq(left: Value, right: Value, message: Bytes | undefined): true | Failure {
  if (sameValue(left, right)) return true;
  if (message !== undefined) return new Failure(textOf(message));
  return new Failure(`assertion failed: ${displayText(left)} == ${displayText(right)}`);
}
