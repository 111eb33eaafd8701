import {
  maxDurationSeconds,
  maxNanos,
  maxTimestampSeconds,
  minTimestampSeconds,
} from './time-text.ts';
import { unusual, wire } from './wire-state.ts';
import { varint } from './read-wire.ts';
import { writeDigits, writeSafe } from './write-integer.ts';

/** `"9999-12-31T23:59:59.999999999Z"`, and the longest duration, with a comma. */
export const maxTimeBytes = 34;

export const daySeconds = 86_400;
/** `"2024-12-28T` of the day that came last: neighbours mostly share it. */
const dayText = new DataView(new ArrayBuffer(12));
let keptDay = NaN;

let seconds = 0;
let nanos = 0;

/** Writes `bytes[start, end)`, a google.protobuf.Timestamp, with its quotes. */
export function writeTimestamp(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
): number {
  readTime(view, start, end);
  return writeInstant(out, position, seconds, nanos);
}

/** A point in time as RFC 3339, with its quotes. Throws where it is none that a timestamp may hold. */
export function writeInstant(
  out: DataView,
  position: number,
  sinceEpochSeconds: number,
  fractionNanos: number,
): number {
  if (sinceEpochSeconds < minTimestampSeconds || sinceEpochSeconds > maxTimestampSeconds) {
    throw unusual;
  }
  if (fractionNanos < 0 || fractionNanos > maxNanos) throw unusual;
  const day = Math.floor(sinceEpochSeconds / daySeconds);
  writeDay(out, position, day);
  const clock = writeClock(out, position + 12, sinceEpochSeconds - day * daySeconds);
  const to = writeFraction(out, clock, fractionNanos);
  out.setUint16(to, 0x225a, true);
  return to + 2;
}

/** Twelve bytes: a quote, `2024-12-28` and a `T`. @param day since 1970, of the years 1 to 9999 */
export function writeDay(out: DataView, position: number, day: number): void {
  if (day !== keptDay) keepDay(day);
  out.setFloat64(position, dayText.getFloat64(0));
  out.setInt32(position + 8, dayText.getInt32(8));
}

/** `13:37:00` */
export function writeClock(out: DataView, position: number, second: number): number {
  const minute = Math.floor(second / 60);
  const hour = Math.floor(minute / 60);
  writeDigits(out, position, hour, 2);
  out.setUint8(position + 2, 0x3a);
  writeDigits(out, position + 3, minute - hour * 60, 2);
  out.setUint8(position + 5, 0x3a);
  writeDigits(out, position + 6, second - minute * 60, 2);
  return position + 8;
}

/** The same of a google.protobuf.Duration. */
export function writeDuration(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
): number {
  readTime(view, start, end);
  if (Math.abs(seconds) > maxDurationSeconds || Math.abs(nanos) > maxNanos) throw unusual;
  if ((seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) throw unusual;
  let to = position;
  out.setUint8(to++, 0x22);
  if (seconds < 0 || nanos < 0) out.setUint8(to++, 0x2d);
  to = writeSafe(out, to, Math.abs(seconds));
  to = writeFraction(out, to, Math.abs(nanos));
  out.setUint16(to, 0x2273, true);
  return to + 2;
}

/** Both are seconds in field 1 and nanoseconds in field 2. */
function readTime(view: DataView, start: number, end: number): void {
  seconds = 0;
  nanos = 0;
  let at = start;
  if (at < end && view.getUint8(at) === 8) {
    varint(view, at + 1);
    at = wire.at;
    seconds = (wire.high | 0) * 0x100000000 + wire.low;
  }
  if (at < end && view.getUint8(at) === 16) {
    nanos = varint(view, at + 1) | 0;
    at = wire.at;
  }
  if (at !== end) throw unusual;
}

function keepDay(day: number): void {
  const text = `"${new Date(day * daySeconds * 1000).toISOString().slice(0, 11)}`;
  for (let index = 0; index < text.length; index += 1) {
    dayText.setUint8(index, text.charCodeAt(index));
  }
  keptDay = day;
}

/** Nothing, or a point and 3, 6 or 9 digits. */
export function writeFraction(out: DataView, position: number, value: number): number {
  if (value === 0) return position;
  out.setUint8(position, 0x2e);
  const micros = Math.floor(value / 1000);
  const millis = Math.floor(micros / 1000);
  if (millis * 1e6 === value) {
    writeDigits(out, position + 1, millis, 3);
    return position + 4;
  }
  if (micros * 1e3 === value) {
    writeDigits(out, position + 1, micros, 6);
    return position + 7;
  }
  writeDigits(out, position + 1, value, 9);
  return position + 10;
}
