import type { CallContext } from '../call-context.ts';
import { Failure } from '../failure.ts';
import { integerOf } from '../value.ts';

export function randomInt(
  context: CallContext,
  min: number | bigint,
  max: number | bigint,
): number | bigint | Failure {
  if (max <= min) return new Failure('max must be greater than min');
  const high = BigInt(context.random() >>> 0);
  const low = BigInt(context.random() >>> 0);
  const span = BigInt(max) - BigInt(min);
  return integerOf(BigInt(min) + ((((high << 32n) | low) * span) >> 64n));
}
