import { numberAsWritten } from '../../raw-json.ts';
import { isSpace } from './json-space.ts';

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** 10^n: a whole number below 2^53 divided by one of these is rounded once, hence as exact as a parser's result. */
const powersOfTen: readonly number[] = Array.from({ length: 16 }, (_, n) => 10 ** n);
const maxExactDigits = 15;

/** Given for what takes a parser. */
export const needsParser: unique symbol = Symbol('needs a parser');

/**
 * Decodes the value that begins at `at` in a JSON text that was scanned: what `JSON.parse` gives for it, without the rest
 * of the text. Objects and arrays need a parser.
 *
 * @param exact a number that would not be written back as it came is what `JSON.rawJSON` gives
 */
export function readScalar(bytes: Buffer, at: number, exact: boolean): unknown {
  const byte = bytes[at] as number;
  if (byte === quote) return readText(bytes, at);
  if (byte === minus || (byte >= zero && byte <= nine)) {
    if (!exact) return readNumber(bytes, at);
    return numberAsWritten(bytes.toString('latin1', at, behindScalar(bytes, at)));
  }
  if (byte === 0x74) return true;
  if (byte === 0x66) return false;
  return byte === 0x6e ? null : needsParser;
}

function readText(bytes: Buffer, opening: number): string {
  let at = opening + 1;
  let byte = bytes[at] as number;
  while (byte !== quote && byte !== backslash && byte < 0x80) byte = bytes[++at] as number;
  if (byte === quote) return asciiText(bytes, opening + 1, at - opening - 1);
  const end = behindText(bytes, opening);
  return JSON.parse(bytes.toString('utf8', opening, end)) as string;
}

/** Short text letter by letter: a quarter of what a call of the native decoder costs (measured). */
function asciiText(bytes: Buffer, at: number, length: number): string {
  const letter = String.fromCharCode;
  const a = bytes[at] as number;
  const b = bytes[at + 1] as number;
  const c = bytes[at + 2] as number;
  const d = bytes[at + 3] as number;
  if (length === 1) return letter(a);
  if (length === 2) return letter(a, b);
  if (length === 3) return letter(a, b, c);
  if (length === 4) return letter(a, b, c, d);
  if (length === 0) return '';
  const e = bytes[at + 4] as number;
  const f = bytes[at + 5] as number;
  const g = bytes[at + 6] as number;
  const h = bytes[at + 7] as number;
  if (length === 5) return letter(a, b, c, d, e);
  if (length === 6) return letter(a, b, c, d, e, f);
  if (length === 7) return letter(a, b, c, d, e, f, g);
  if (length === 8) return letter(a, b, c, d, e, f, g, h);
  return bytes.toString('latin1', at, at + length);
}

function readNumber(bytes: Buffer, start: number): number {
  let at = bytes[start] === minus ? start + 1 : start;
  const first = at;
  let whole = 0;
  let byte = bytes[at] as number;
  for (; byte >= zero && byte <= nine; byte = bytes[++at] as number)
    whole = whole * 10 + byte - zero;
  let digits = at - first;
  let decimals = 0;
  if (byte === point) {
    byte = bytes[++at] as number;
    const fraction = at;
    for (; byte >= zero && byte <= nine; byte = bytes[++at] as number) {
      whole = whole * 10 + byte - zero;
    }
    decimals = at - fraction;
    digits += decimals;
  }
  if (digits <= maxExactDigits && byte !== 0x65 && byte !== 0x45) {
    const value = decimals === 0 ? whole : whole / (powersOfTen[decimals] as number);
    return first === start ? value : -value;
  }
  return Number(bytes.toString('latin1', start, behindScalar(bytes, start)));
}

/**
 * The value at the names and indexes `path[from…]` within the value that begins at `at`: a scalar, undefined where there
 * is none, or `needsParser` where it is an object or an array, or takes more than comparing bytes to find.
 */
export function readNested(
  bytes: Buffer,
  at: number,
  path: readonly (string | number)[],
  from: number,
  exact: boolean,
): unknown {
  let place = at;
  for (let step = from; step < path.length; step += 1) {
    const key = path[step] as string | number;
    const byte = bytes[place];
    if (typeof key === 'number') {
      if (byte !== openBracket) return undefined;
      if (key < 0) return needsParser;
      place = elementAt(bytes, place, key);
    } else {
      if (byte !== openBrace) return undefined;
      place = memberAt(bytes, place, key);
    }
    if (place === absent) return undefined;
    if (place === unclear) return needsParser;
  }
  return readScalar(bytes, place, exact);
}

const absent = -1;
const unclear = -2;

/** Where the value of a member begins. Of several with one name the last counts. */
function memberAt(bytes: Buffer, opening: number, name: string): number {
  let at = behindSpace(bytes, opening + 1);
  let found = absent;
  while (bytes[at] !== closeBrace) {
    const keyEnd = behindText(bytes, at);
    const isSame = keyEnd - at - 2 === name.length && isPlainName(name, bytes, at + 1);
    if (!isSame && hasOddByte(bytes, at + 1, keyEnd - 1)) return unclear;
    at = behindSpace(bytes, behindSpace(bytes, keyEnd) + 1);
    if (isSame) found = at;
    at = behindSpace(bytes, behindValue(bytes, at));
    if (bytes[at] === comma) at = behindSpace(bytes, at + 1);
  }
  return found;
}

function elementAt(bytes: Buffer, opening: number, index: number): number {
  let at = behindSpace(bytes, opening + 1);
  for (let element = 0; bytes[at] !== closeBracket; element += 1) {
    if (element === index) return at;
    at = behindSpace(bytes, behindValue(bytes, at));
    if (bytes[at] === comma) at = behindSpace(bytes, at + 1);
  }
  return absent;
}

function isPlainName(name: string, bytes: Buffer, start: number): boolean {
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (bytes[start + at] !== code || code >= 0x80 || code === backslash) return false;
  }
  return true;
}

/** Names with escapes or beyond ASCII are compared by a parser. */
function hasOddByte(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === backslash || byte >= 0x80) return true;
  }
  return false;
}

function behindSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at] as number)) at += 1;
  return at;
}

function behindText(bytes: Buffer, opening: number): number {
  let at = opening + 1;
  for (let byte = bytes[at] as number; byte !== quote; byte = bytes[at] as number) {
    at += byte === backslash ? 2 : 1;
  }
  return at + 1;
}

/** Behind a number or a word. */
function behindScalar(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] as number;
    if (byte <= 0x20 || byte === comma || byte === closeBrace || byte === closeBracket) return at;
    at += 1;
  }
}

function behindValue(bytes: Buffer, start: number): number {
  const first = bytes[start] as number;
  if (first === quote) return behindText(bytes, start);
  if (first !== openBrace && first !== openBracket) return behindScalar(bytes, start);
  let at = start + 1;
  for (let depth = 1; depth > 0;) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      at = behindText(bytes, at);
      continue;
    }
    // in ASCII brackets and braces differ by the bit 0x20: openers are 0x5b and 0x7b, closers two behind
    if ((byte | 0x20) === openBrace) depth += 1;
    else if ((byte | 0x20) === closeBrace) depth -= 1;
    at += 1;
  }
  return at;
}
