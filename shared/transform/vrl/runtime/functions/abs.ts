import { floatNumber, type FloatValue, isFloat } from '../numbers.ts';
import { floatOf, integerOf } from '../value.ts';

export function abs(value: number | bigint | FloatValue): number | bigint | FloatValue {
  if (isFloat(value)) return floatOf(Math.abs(floatNumber(value)));
  if (typeof value === 'number') return Math.abs(value);
  return integerOf(value < 0n ? -value : value);
}
