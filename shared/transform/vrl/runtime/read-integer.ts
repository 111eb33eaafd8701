import { checkedInteger } from './numbers.ts';

/** An integer as Rust reads one: a sign, digits, nothing else. A string says what is wrong, in Rust's words. */
export function readInteger(text: string, radix: number): number | bigint | string {
  if (text === '') return 'cannot parse integer from empty string';
  const digits = text.startsWith('+') || text.startsWith('-') ? text.slice(1) : text;
  if (digits === '') return 'invalid digit found in string';
  let value = 0n;
  const base = BigInt(radix);
  for (let index = 0; index < digits.length; index++) {
    const digit = digitOf(digits.charCodeAt(index));
    if (digit >= radix) return 'invalid digit found in string';
    if (digits.length > 10) value = value * base + BigInt(digit);
  }
  if (digits.length <= 10) value = BigInt(Number.parseInt(digits, radix));
  const isNegative = text.startsWith('-');
  const integer = checkedInteger(isNegative ? -value : value);
  return integer ?? `number too ${isNegative ? 'small' : 'large'} to fit in target type`;
}

function digitOf(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48;
  const lower = unit | 32;
  return unit < 128 && lower >= 97 && lower <= 122 ? lower - 87 : 99;
}
