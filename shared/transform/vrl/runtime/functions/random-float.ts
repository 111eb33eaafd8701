import type { CallContext } from '../call-context.ts';
import { Failure } from '../failure.ts';
import { floatNumber, type FloatValue, floatOrZero } from '../numbers.ts';

export function randomFloat(
  context: CallContext,
  min: FloatValue,
  max: FloatValue,
): FloatValue | Failure {
  const from = floatNumber(min);
  const to = floatNumber(max);
  if (to <= from) return new Failure('max must be greater than min');
  const part = (context.random() >>> 0) / 2 ** 32 + (context.random() >>> 11) / 2 ** 53;
  return floatOrZero(Math.min(from + part * (to - from), to));
}
