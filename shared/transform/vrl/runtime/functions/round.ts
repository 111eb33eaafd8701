import { floatNumber, floatOrZero, type FloatValue, isFloat } from '../numbers.ts';

export function round(
  value: number | bigint | FloatValue,
  precision: number | bigint,
): number | bigint | FloatValue {
  if (!isFloat(value)) return value;
  const scale = 10 ** Number(precision);
  return floatOrZero(awayFromZero(floatNumber(value) * scale) / scale);
}

/** Halves go away from zero, where Math.round takes them up. */
function awayFromZero(value: number): number {
  const whole = Math.trunc(value);
  if (Math.abs(value - whole) < 0.5) return whole;
  return whole + (value < 0 ? -1 : 1);
}
