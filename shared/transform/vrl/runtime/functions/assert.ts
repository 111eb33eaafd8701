import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';

export function assert(condition: boolean, message: Bytes | undefined): true | Failure {
  if (condition) return true;
  return new Failure(message === undefined ? 'assertion failed' : textOf(message));
}
