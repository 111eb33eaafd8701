const plus = 0x2b;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;

/**
 * The end of the number that begins at `start`, or minus the position where a digit is missing. The byte behind the
 * number must exist and be none that a number can hold.
 */
export function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === minus ? start + 1 : start;
  if (!isDigit(bytes[at] as number)) return -at;
  if (bytes[at] === zero) at += 1;
  else at = skipDigits(bytes, at);
  if (bytes[at] === point) {
    at += 1;
    if (!isDigit(bytes[at] as number)) return -at;
    at = skipDigits(bytes, at);
  }
  if (((bytes[at] as number) | 0x20) === 0x65) {
    at += 1;
    if (bytes[at] === plus || bytes[at] === minus) at += 1;
    if (!isDigit(bytes[at] as number)) return -at;
    at = skipDigits(bytes, at);
  }
  return at;
}

/**
 * Whether the number `[start, end)` comes back from `JSON.parse` and `JSON.stringify` as it was written. Up to 15
 * significant digits always do, unless zeros end the fraction, there is an exponent, or one would be printed (below
 * 1e-6). False for some of 16 and 17 digits that would come back, never true for one that would not.
 */
export function printsAsWritten(bytes: Uint8Array, start: number, end: number): boolean {
  const negative = bytes[start] === minus;
  const integer = negative ? start + 1 : start;
  const integerEnd = skipDigits(bytes, integer);
  const integerDigits = integerEnd - integer;
  const isZero = bytes[integer] === zero;
  if (integerEnd === end) {
    if (isZero) return !negative;
    // 16 digits that begin with at most 8 lie below 2^53.
    return integerDigits <= 15 || (integerDigits === 16 && (bytes[integer] as number) < nine);
  }
  if (bytes[integerEnd] !== point || skipDigits(bytes, integerEnd + 1) !== end) return false;
  if (bytes[end - 1] === zero) return false;
  const fractionDigits = end - integerEnd - 1;
  if (!isZero) return integerDigits + fractionDigits <= 15;
  if (fractionDigits > 15) return false;
  for (let at = integerEnd + 1; at <= integerEnd + 6; at += 1) if (bytes[at] !== zero) return true;
  return false;
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] as number)) at += 1;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}
