import { fail, type Fallible, succeed } from './fallible.ts';

// Functions over numbers. They take a number, not any value: `toFloat(event['n']).or(0)` gives one.

/** To so many digits behind the point, half away from zero; a negative precision rounds to tens and hundreds. */
export function round(value: number, precision = 0): number {
  return Math.sign(value) * scaled(Math.abs(value), precision, Math.round) + 0;
}

/** The next lower number of so many digits behind the point. */
export function floor(value: number, precision = 0): number {
  return scaled(value, precision, Math.floor);
}

/** The next higher number of so many digits behind the point. */
export function ceil(value: number, precision = 0): number {
  return scaled(value, precision, Math.ceil);
}

/** Moves the point in the decimal text: multiplying by 10 would make 1.005 a little smaller than it is written. */
function scaled(value: number, precision: number, by: (value: number) => number): number {
  const digits = Math.trunc(precision);
  const moved = by(movePoint(value, digits));
  const result = movePoint(moved, -digits);
  return Number.isFinite(result) ? result : value;
}

function movePoint(value: number, digits: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Number(`${mantissa}e${Number(exponent) + digits}`);
}

export function abs(value: number): number {
  return Math.abs(value);
}

/** What is left over by a division, with the sign of the dividend; fails for the divisor 0. */
export function mod(value: number, divisor: number): Fallible<number> {
  return divisor === 0 ? fail('mod', 'a divisor other than 0', '0') : succeed(value % divisor);
}
