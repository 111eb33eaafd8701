import type { EventValue } from '../../../transform/model.ts';
import { numberAsWritten } from '../../../raw-json.ts';
import { unusual, wire } from '../../transcode/wire-state.ts';
import { writeText } from '../../transcode/write-float.ts';
import { writeDigits, writeSafe } from '../../transcode/write-integer.ts';

/** Up to here the unscaled value is a number that is divided exactly. */
const maxNumberLength = 6;
const maxNumberScale = 9;

/** Writes a decimal with all the digits of its scale, as a number of JSON: `12.30`. */
export function writeDecimal(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
  precision: number,
  scale: number,
): number {
  const length = end - start;
  if (length > maxNumberLength || length === 0 || scale > maxNumberScale) {
    const text = decimalText(wire.input, start, end, precision, scale);
    if (text === null) throw unusual;
    return writeText(out, position, text);
  }
  let size = view.getInt8(start);
  for (let at = start + 1; at < end; at += 1) size = size * 256 + view.getUint8(at);
  let to = position;
  if (size < 0) {
    out.setUint8(to++, 0x2d);
    size = -size;
  }
  // more digits than fit into six bytes are no limit
  if (precision < 15 && size >= 10 ** precision) throw unusual;
  if (scale === 0) return writeSafe(out, to, size);
  const whole = Math.floor(size / 10 ** scale);
  to = writeSafe(out, to, whole);
  out.setUint8(to, 0x2e);
  writeDigits(out, to + 1, size - whole * 10 ** scale, scale);
  return to + 1 + scale;
}

export function readDecimal(
  bytes: Buffer,
  start: number,
  end: number,
  precision: number,
  scale: number,
): EventValue {
  const text = decimalText(bytes, start, end, precision, scale);
  if (text === null) throw unusual;
  return numberAsWritten(text);
}

/** Null where it has more digits than its precision. No bytes are zero, as Java reads them. */
export function decimalText(
  bytes: Buffer,
  start: number,
  end: number,
  precision: number,
  scale: number,
): string | null {
  const isNegative = end > start && (bytes[start] as number) > 127;
  const sign = isNegative ? 255 : 0;
  let first = start;
  while (first < end && bytes[first] === sign) first += 1;
  // three digits take more than nine bits: what cannot fit is not turned into digits
  if ((end - first) * 8 > (precision / 3) * 10 + 10) return null;
  const hex = bytes.toString('hex', first, end);
  const bits = BigInt(hex === '' ? 0 : `0x${hex}`);
  const size = isNegative ? (1n << BigInt((end - first) * 8)) - bits : bits;
  const digits = size.toString();
  if (digits.length > precision) return null;
  const padded = digits.padStart(scale + 1, '0');
  const whole = padded.slice(0, padded.length - scale);
  return `${isNegative ? '-' : ''}${whole}${scale === 0 ? '' : `.${padded.slice(-scale)}`}`;
}
