import { Failure } from '../failure.ts';
import { floatOrZero, type FloatValue } from '../numbers.ts';
import { type Bytes, textOf } from '../text.ts';

/** In nanoseconds. */
const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['ms', 1_000_000n],
  ['cs', 10_000_000n],
  ['ds', 100_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['d', 86_400_000_000_000n],
  ['w', 604_800_000_000_000n],
]);
const part = /([0-9]*\.?[0-9]+)\p{White_Space}?([µa-z]{1,2})/iv;

export function parseDuration(value: Bytes, unit: Bytes): FloatValue | Failure {
  const target = units.get(textOf(unit));
  if (target === undefined) return new Failure(`unknown unit format: '${textOf(unit)}'`);
  let rest = textOf(value);
  let sum = 0;
  while (rest !== '') {
    const match = part.exec(rest);
    if (match === null) return new Failure(`unable to parse duration: '${rest}'`);
    const [whole, digits = '', name = ''] = match;
    const scale = units.get(name);
    if (scale === undefined) return new Failure(`unknown duration unit: '${name}'`);
    sum += quotient(digits, scale, target);
    rest = rest.slice(match.index + whole.length);
  }
  return floatOrZero(sum);
}

/** The decimal number times a scale by another, to 28 digits and then to a double, as VRL's decimals have it. */
function quotient(decimal: string, scale: bigint, by: bigint): number {
  const [whole = '', fraction = ''] = decimal.split('.');
  const shift = 28;
  const product = BigInt(whole + fraction) * scale * 10n ** BigInt(shift);
  const divisor = by * 10n ** BigInt(fraction.length);
  const digits = ((product + divisor / 2n) / divisor).toString();
  return Number(`${digits}e-${shift}`);
}
