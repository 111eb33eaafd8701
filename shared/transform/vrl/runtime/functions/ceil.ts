import { floatNumber, floatOrZero, type FloatValue, isFloat } from '../numbers.ts';

export function ceil(
  value: number | bigint | FloatValue,
  precision: number | bigint,
): number | bigint | FloatValue {
  if (!isFloat(value)) return value;
  const scale = 10 ** Number(precision);
  return floatOrZero(Math.ceil(floatNumber(value) * scale) / scale);
}
