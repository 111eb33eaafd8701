import { isRawNumber } from '../../raw-json.ts';

/** A number as it was written: `digits` times ten to the power of minus `scale`, without zeros at its end. */
export interface ExactDecimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Beyond this no column could hold it, and to work it out would cost time and memory. */
const maxDigits = 400;

const decimalText = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/;

/** The text of a JSON number, or of a bigint; null where the value is none. */
export function numberText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return isRawNumber(value) ? value.rawJSON : null;
}

/** Null where the text is no decimal number, or has too many digits. */
export function exactDecimal(text: string): ExactDecimal | null {
  const match = decimalText.exec(text);
  if (match === null || text.length > maxDigits) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  let digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, '');
  let scale = fraction.length - Number(exponent);
  if (digits === '0') return { digits: 0n, scale: 0 };
  if (Math.abs(scale) > maxDigits) return null;
  const zeros = /0*$/.exec(digits)?.[0].length ?? 0;
  digits = digits.slice(0, digits.length - zeros);
  scale -= zeros;
  return { digits: BigInt(`${sign}${digits}`), scale };
}

/** So many times ten to the power of minus `scale`; null where the number has finer digits. */
export function scaled({ digits, scale: own }: ExactDecimal, scale: number): bigint | null {
  return own > scale ? null : digits * 10n ** BigInt(scale - own);
}
