import { Float, floatOf, type Value } from './value.ts';

export type FloatValue = number | Float;

export function isFloat(value: Value): value is FloatValue {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value));
}

export function floatNumber(value: FloatValue): number {
  return value instanceof Float ? value.value : value;
}

/** A float, or 0.0 where the number is none. */
export function floatOrZero(value: number): FloatValue {
  return floatOf(Number.isNaN(value) ? 0 : value);
}

/** The digits of a finite number that is not negative, and where the point stands before them: 12.5 is `125` and 2. */
export function decimalOf(value: number): { readonly digits: string; readonly point: number } {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** A float as Rust's `Display` prints it: never an exponent, no `.0`. */
export function displayFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const { digits, point } = decimalOf(Math.abs(value));
  if (value === 0) return `${sign}0`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, '0')}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A float as JSON has it in VRL: `1.0`, `1e16`, `1e-7`; null where it is infinite. */
export function jsonFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0.0`;
  const { digits, point } = decimalOf(Math.abs(value));
  if (point > 16 || point <= -5) {
    const mantissa = digits.length === 1 ? digits : `${digits[0] ?? ''}.${digits.slice(1)}`;
    const exponent = point - 1;
    return `${sign}${mantissa}e${exponent < 0 ? '' : '+'}${exponent}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, '0')}.0`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const minInteger = -9223372036854775808n;
const maxInteger = 9223372036854775807n;

/** The integer of a bigint within 64 bits; null beyond. */
export function checkedInteger(value: bigint): number | bigint | null {
  if (value < minInteger || value > maxInteger) return null;
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** Rust's `as i64` of a float: towards zero, and held at the ends of 64 bits. */
export function truncatedInteger(value: number): number | bigint {
  if (Number.isSafeInteger(value)) return value + 0;
  if (value >= 2 ** 63) return maxInteger;
  if (value <= -(2 ** 63)) return minInteger;
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : (checkedInteger(BigInt(whole)) ?? 0);
}
