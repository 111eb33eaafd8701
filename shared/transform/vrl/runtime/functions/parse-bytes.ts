import { Failure } from '../failure.ts';
import { floatOrZero, type FloatValue } from '../numbers.ts';
import { readByteSize } from '../read-byte-size.ts';
import { type Bytes, textOf } from '../text.ts';

const prefixes = ['K', 'M', 'G', 'T', 'P', 'E'];

/** What a unit stands for, by the base of its name; the ambiguous ones (`MB`) are binary where the base is 2. */
const unitsOf: Readonly<Record<string, ReadonlyMap<string, bigint>>> = {
  '2': new Map([
    ['B', 1n],
    ...prefixes.flatMap((prefix, index): [string, bigint][] => {
      const factor = 1024n ** BigInt(index + 1);
      return [
        [`${prefix}iB`, factor],
        [`${prefix}B`, factor],
      ];
    }),
  ]),
  '10': new Map([
    ['B', 1n],
    ...prefixes.map((prefix, index): [string, bigint] => [
      `${prefix === 'K' ? 'k' : prefix}B`,
      1000n ** BigInt(index + 1),
    ]),
  ]),
};

export function parseBytes(value: Bytes, unit: Bytes, base: string): FloatValue | Failure {
  const name = textOf(unit);
  const factor = unitsOf[base]?.get(name);
  if (factor === undefined) return new Failure(`unknown unit format: '${name}'`);
  const size = readByteSize(textOf(value), base === '2' ? 1024n : 1000n);
  if (typeof size === 'string') return new Failure(`unable to parse bytes: '${size}'`);
  return floatOrZero(decimalQuotient(size, factor));
}

/** The digits that VRL's decimals hold at most, and their places behind the point. */
const maxMantissa = 2n ** 96n;
const maxScale = 28;

/** The quotient as a decimal, and that as a double: the same detour that VRL takes. */
function decimalQuotient(dividend: bigint, divisor: bigint): number {
  let scale = maxScale;
  let mantissa = 0n;
  for (; scale > 0; scale--) {
    mantissa = (dividend * 10n ** BigInt(scale) + divisor / 2n) / divisor;
    if (mantissa < maxMantissa) break;
  }
  if (scale === 0) mantissa = (dividend + divisor / 2n) / divisor;
  while (scale > 0 && mantissa % 10n === 0n) {
    mantissa /= 10n;
    scale--;
  }
  const power = 10n ** BigInt(scale);
  const whole = Number(mantissa / power);
  const fraction = Number(mantissa % power) / Number(power);
  if (fraction === 0) return whole;
  const round = Number(`1e${scale}`);
  return Math.round((whole + fraction) * round) / round;
}
