const maxSize = 2n ** 64n - 1n;
const prefixes = 'kmgtpe';
const notDigit = 'invalid digit found in string';
const tooLarge = 'number too large to fit in target type';

/**
 * A number of bytes as it is written for people: `1.5 GiB`, `10_000`, `2e3kB`. A string says what is wrong.
 *
 * @param thousand what `k` stands for where no `i` follows it
 */
export function readByteSize(text: string, thousand: bigint): bigint | string {
  const unit = /([kmgtpe]?)(i?)(b?)$/i.exec(text);
  const [whole = '', prefix = '', binary = '', suffix = ''] = unit ?? [];
  // an `e` without a letter behind it stands where an exponent would: it is the prefix all the same
  const digits = text.slice(0, text.length - whole.length);
  void suffix;
  const step = binary === '' ? thousand : 1024n;
  const factor = prefix === '' ? 1n : step ** BigInt(prefixes.indexOf(prefix.toLowerCase()) + 1);
  return readDecimal(digits, factor);
}

/** Blanks and `_` mean nothing, wherever they stand. */
function readDecimal(text: string, factor: bigint): bigint | string {
  const match = /^(\d*)(?:(\.)(\d*))?(?:e(.*))?$/is.exec(text.replaceAll(/[ _]/g, ''));
  const [, whole = '', point, fraction = '', power] = match ?? [];
  if (match === null) return notDigit;
  if (whole === '') return point === undefined && power === undefined ? emptyFault : notDigit;
  const exponent = power === undefined ? 0 : readExponent(power);
  if (typeof exponent === 'string') return exponent;
  const { mantissa, shift } = mantissaOf(whole, fraction);
  const scale = exponent + shift;
  if (scale < -38) return 0n;
  if (scale < 0) {
    const divisor = 10n ** BigInt(-scale);
    const size = (mantissa * factor + divisor / 2n) / divisor;
    return size > maxSize ? tooLarge : size;
  }
  if (scale > 19) return tooLarge;
  const size = mantissa * factor * 10n ** BigInt(scale);
  return factor * 10n ** BigInt(scale) > maxSize || size > maxSize ? tooLarge : size;
}

const emptyFault = 'cannot parse integer from empty string';
const minExponent = -2147483648;

/** `+` may stand anywhere, `-` before the digits or among them. */
function readExponent(text: string): number | string {
  let exponent = 0;
  let isNegative = false;
  for (const character of text) {
    if (character >= '0' && character <= '9') {
      const next = exponent * 10 + (isNegative ? -Number(character) : Number(character));
      if (next > 2147483647) return tooLarge;
      if (next >= minExponent) exponent = next;
    } else if (character === '-' && !isNegative) {
      isNegative = true;
    } else if (character !== '+' || isNegative) {
      return notDigit;
    }
  }
  return exponent;
}

/** As many digits as 64 bits hold, the next one rounds; the rest counts by its places alone. */
function mantissaOf(whole: string, fraction: string): { mantissa: bigint; shift: number } {
  let mantissa = 0n;
  let shift = 0;
  let isFull = false;
  const take = (digit: string): boolean => {
    const next = mantissa * 10n + BigInt(digit);
    if (next <= maxSize) {
      mantissa = next;
      return true;
    }
    if (digit >= '5') mantissa += 1n;
    isFull = true;
    return false;
  };
  for (const digit of whole) {
    if (isFull || !take(digit)) shift++;
  }
  for (const digit of fraction) {
    if (isFull) break;
    if (take(digit)) shift--;
  }
  return { mantissa, shift };
}
