import { displayFloat, floatNumber, type FloatValue, isFloat } from '../numbers.ts';
import { type Bytes, textOf } from '../text.ts';

export function formatNumber(
  value: number | bigint | FloatValue,
  scale: number | bigint | undefined,
  decimalSeparator: Bytes,
  groupingSeparator: Bytes | undefined,
): string {
  const decimal = isFloat(value) ? displayFloat(roundedFloat(floatNumber(value))) : String(value);
  const [whole = '', fraction] = decimal.split('.');
  const grouped =
    groupingSeparator === undefined ? whole : groups(whole).join(textOf(groupingSeparator));
  const digits =
    scale === undefined
      ? fraction
      : (fraction ?? '').padEnd(Number(scale), '0').slice(0, Math.max(0, Number(scale)));
  if (digits === undefined || scale === 0) return grouped;
  return grouped + textOf(decimalSeparator) + digits;
}

/** VRL's decimals take 15 or 16 digits of a double. */
function roundedFloat(value: number): number {
  return Number(value.toPrecision(16));
}

/** Threes from the right; the sign counts as a character, and where all are threes, one of none comes first: as in VRL. */
function groups(whole: string): string[] {
  const start = whole.length % 3;
  const threes = whole.slice(start).match(/.{3}/g) ?? [];
  return [whole.slice(0, start), ...threes];
}
