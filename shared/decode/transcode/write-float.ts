import { shortestFloat } from './numbers.ts';
import { writeDigits, writeSafe } from './write-integer.ts';

/** A double below 2^52 has all its digits. */
const maxScaled = 4e15;

/**
 * A number with few decimals, as nearly all are that a person or a sensor made, is written by scaling it: where
 * `round(x * 1000) / 1000` is x, these are its digits. The platform makes the text of any other.
 */
export function writeDouble(out: DataView, position: number, value: number): number {
  let at = position;
  let size = value;
  if (value < 0 || (value === 0 && 1 / value < 0)) {
    if (value === -Infinity) return writeText(out, position, '"-Infinity"');
    out.setUint8(at++, 0x2d);
    size = -value;
  }
  if (size < maxScaled / 1e3) {
    const thousandths = Math.round(size * 1e3);
    if (thousandths / 1e3 === size) return writeDecimal(out, at, thousandths, 3, 1e3);
  }
  if (size < maxScaled / 1e9) {
    const millionths = Math.round(size * 1e6);
    if (millionths / 1e6 === size) return writeDecimal(out, at, millionths, 6, 1e6);
    const billionths = Math.round(size * 1e9);
    if (billionths / 1e9 === size) return writeDecimal(out, at, billionths, 9, 1e9);
  }
  if (size <= Number.MAX_SAFE_INTEGER && Number.isInteger(size)) return writeSafe(out, at, size);
  if (Number.isFinite(size)) return writeText(out, at, String(size));
  return writeText(out, position, size === Infinity ? '"Infinity"' : '"NaN"');
}

export function writeFloat(out: DataView, position: number, value: number): number {
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) {
    for (let digits = 0, scale = 1; digits < 8; digits += 1, scale *= 10) {
      const scaled = Math.round(size * scale);
      if (Math.fround(scaled / scale) !== size) continue;
      if (value < 0) out.setUint8(position, 0x2d);
      return writeDecimal(out, value < 0 ? position + 1 : position, scaled, digits, scale);
    }
  }
  return writeDouble(out, position, shortestFloat(value));
}

/** `scaled / scale` without zeros at its end. */
function writeDecimal(
  out: DataView,
  position: number,
  scaled: number,
  digits: number,
  scale: number,
): number {
  const whole = Math.floor(scaled / scale);
  let at = writeSafe(out, position, whole);
  let rest = scaled - whole * scale;
  if (rest === 0) return at;
  out.setUint8(at++, 0x2e);
  let width = digits;
  for (let next = Math.floor(rest / 10); next * 10 === rest; next = Math.floor(rest / 10)) {
    rest = next;
    width -= 1;
  }
  writeDigits(out, at, rest, width);
  return at + width;
}

/** ASCII alone. */
export function writeText(out: DataView, position: number, text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    out.setUint8(position + index, text.charCodeAt(index));
  }
  return position + text.length;
}
