import { floatOf, integerOf, type Value } from '../value.ts';

interface ReadNumber {
  readonly value: Value;
  /** Where it ends, or where the fault is. */
  readonly end: number;
  readonly fault: string | null;
  readonly ahead: 0 | 1;
}

const maxUnsigned = 18446744073709551615n;

/**
 * Reads a number of JSON as serde_json does without its exact mode: up to 20 digits as an integer, which is then scaled
 * by a power of ten, so that a float may differ from the nearest one in its last bit; beyond 64 bits an integer is a float.
 */
export function readNumber(text: string, start: number): ReadNumber {
  const isNegative = text[start] === '-';
  let end = isNegative ? start + 1 : start;
  let mantissa = 0n;
  let exponent = 0;
  let isFull = false;
  const digit = (position: number): number => {
    const value = text.charCodeAt(position) - 48;
    return value >= 0 && value <= 9 ? value : -1;
  };
  const failed = (fault: string, ahead: 0 | 1, at: number): ReadNumber => ({
    value: null,
    end: at,
    fault,
    ahead,
  });
  const first = digit(end);
  if (end >= text.length) return failed('EOF while parsing a value', 0, end);
  if (first < 0) return failed('invalid number', 0, end + 1);
  if (first === 0 && digit(end + 1) >= 0) return failed('invalid number', 1, end + 1);
  for (; digit(end) >= 0; end++) {
    const next = mantissa * 10n + BigInt(digit(end));
    if (isFull || next > maxUnsigned) {
      isFull = true;
      exponent++;
    } else {
      mantissa = next;
    }
  }
  let isFloat = isFull;
  if (text[end] === '.') {
    isFloat = true;
    const point = ++end;
    // digits before the point were left out: those behind it change nothing
    let isEnough = isFull && exponent > 0 && mantissa * 10n > maxUnsigned;
    for (; digit(end) >= 0; end++) {
      const next = mantissa * 10n + BigInt(digit(end));
      if (isEnough || next > maxUnsigned) {
        isEnough = true;
      } else {
        mantissa = next;
        exponent--;
      }
    }
    if (end === point) {
      return failed(end < text.length ? 'invalid number' : 'EOF while parsing a value', 1, end);
    }
  }
  if (text[end] === 'e' || text[end] === 'E') {
    isFloat = true;
    const sign = text[++end];
    if (sign === '+' || sign === '-') end++;
    if (end >= text.length) return failed('EOF while parsing a value', 0, end);
    if (digit(end) < 0) return failed('invalid number', 0, end + 1);
    let power = 0;
    for (; digit(end) >= 0; end++) power = Math.min(power * 10 + digit(end), 2147483647);
    exponent += sign === '-' ? -power : power;
  }
  const done = (value: Value): ReadNumber => ({ value, end, fault: null, ahead: 0 });
  if (!isFloat && !isNegative && mantissa <= 9223372036854775807n) return done(integerOf(mantissa));
  if (!isFloat && isNegative && mantissa !== 0n && mantissa <= 9223372036854775808n) {
    return done(integerOf(-mantissa));
  }
  const scaled = scale(Number(mantissa), exponent);
  if (scaled === Infinity) return failed('number out of range', 0, end);
  return done(floatOf(isNegative ? -scaled : scaled));
}

function scale(mantissa: number, exponent: number): number {
  let value = mantissa;
  let power = exponent;
  while (Math.abs(power) > 308) {
    if (value === 0) return 0;
    if (power > 0) return Infinity;
    value /= 1e308;
    power += 308;
  }
  return power < 0 ? value / powerOfTen(-power) : value * powerOfTen(power);
}

/** Read from its text, which gives the nearest double; `10 ** n` need not. */
function powerOfTen(power: number): number {
  return Number(`1e${power}`);
}
