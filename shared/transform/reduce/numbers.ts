import { Float, floatOf, integerOf, isInteger, type Value } from '../vrl/runtime/value.ts';

/** An integer or a float of VRL's. */
export type NumberValue = number | bigint | Float;

export function isNumber(value: Value): value is NumberValue {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Float;
}

/** Integers wrap at 64 bits, as Vector's do; with a float among them the sum is one from there on. */
export function sumOf(one: NumberValue, other: NumberValue): NumberValue {
  if (isInteger(one) && isInteger(other)) {
    if (typeof one === 'number' && typeof other === 'number') {
      const sum = one + other;
      if (Number.isSafeInteger(sum)) return sum;
    }
    return integerOf(BigInt(one) + BigInt(other));
  }
  return floatOf(doubleOf(one) + doubleOf(other));
}

/** Whether the one is above the other: exactly where both are integers, as floats where one of them is. */
export function isAbove(one: NumberValue, other: NumberValue): boolean {
  if (isInteger(one) && isInteger(other)) return one > other;
  return doubleOf(one) > doubleOf(other);
}

/** What takes the place of the largest or the smallest so far: an integer becomes a float where that was one. */
export function chosen(value: NumberValue, before: NumberValue): NumberValue {
  return isInteger(value) && !isInteger(before) ? floatOf(Number(value)) : value;
}

function doubleOf(value: NumberValue): number {
  return value instanceof Float ? value.value : Number(value);
}
