import type { ByteTarget } from '../byte-target.ts';
import { writeFixed, writeInteger } from './digits.ts';

/** Text up to here is written letter by letter: a call of the native writer costs as much as 60 letters (measured). */
const maxLetters = 64;
const maxNumberBytes = 32;
const maxDecimals = 3;
/** Below it there is no number with so few decimals, from the largest on are more digits than a double can tell apart. */
const smallestDecimal = 0.001;
const largestDecimal = 1e12;
const quote = 0x22;
const backslash = 0x5c;
const minus = 0x2d;
const point = 0x2e;

/** Writes a text, a number, a boolean or null as `JSON.stringify` would. False, with nothing written: it is none of these. */
export function writeScalar(value: unknown, target: ByteTarget): boolean {
  if (typeof value === 'string') {
    writeText(value, target);
    return true;
  }
  if (typeof value === 'number') return writeNumber(value, target);
  if (value === null) writeWord('null', target);
  else if (value === true) writeWord('true', target);
  else if (value === false) writeWord('false', target);
  else return false;
  return true;
}

/** Writes JSON text that was made already. */
export function writeJson(json: string, target: ByteTarget): void {
  // UTF-8 takes at most three bytes for a UTF-16 unit
  target.reserve(json.length * 3);
  target.position += target.buffer.write(json, target.position, 'utf8');
}

function writeText(text: string, target: ByteTarget): void {
  const { length } = text;
  if (length > maxLetters) {
    writeJson(JSON.stringify(text), target);
    return;
  }
  target.reserve(length + 2);
  const into = target.buffer;
  let to = target.position;
  into[to++] = quote;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code >= 0x80 || code === quote || code === backslash) {
      writeJson(JSON.stringify(text), target);
      return;
    }
    into[to++] = code;
  }
  into[to++] = quote;
  target.position = to;
}

function writeNumber(value: number, target: ByteTarget): boolean {
  if (!Number.isFinite(value)) return false;
  target.reserve(maxNumberBytes);
  const into = target.buffer;
  if (value < 0) into[target.position++] = minus;
  const size = Math.abs(value);
  if (Number.isSafeInteger(size)) {
    target.position = writeInteger(size, into, target.position);
    return true;
  }
  if (size >= smallestDecimal && size < largestDecimal) {
    for (let decimals = 1; decimals <= maxDecimals; decimals += 1) {
      const scale = decimals === 1 ? 10 : decimals === 2 ? 100 : 1000;
      const scaled = Math.round(size * scale);
      // No two numbers of at most 15 digits are one double: if this is it, there is no shorter one.
      if (scaled / scale !== size) continue;
      const whole = Math.floor(scaled / scale);
      const to = writeInteger(whole, into, target.position);
      into[to] = point;
      writeFixed(scaled - whole * scale, decimals, into, to + 1);
      target.position = to + 1 + decimals;
      return true;
    }
  }
  target.position += into.write(String(size), target.position, 'latin1');
  return true;
}

function writeWord(word: string, target: ByteTarget): void {
  target.reserve(word.length);
  for (let at = 0; at < word.length; at += 1) {
    target.buffer[target.position + at] = word.charCodeAt(at);
  }
  target.position += word.length;
}
