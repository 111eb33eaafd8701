import type { Failure } from '../failure.ts';
import type { FloatValue } from '../numbers.ts';
import { readFloat } from '../read-float.ts';
import { type Bytes, textOf } from '../text.ts';

export function parseFloat(value: Bytes): FloatValue | Failure {
  return readFloat(textOf(value));
}
