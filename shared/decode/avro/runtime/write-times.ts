import {
  daySeconds,
  writeClock,
  writeDay,
  writeFraction,
  writeInstant,
} from '../../transcode/write-time.ts';
import { maxTimestampSeconds, minTimestampSeconds } from '../../transcode/time-text.ts';
import { unusual } from '../../transcode/wire-state.ts';

/** Days since 1970 of 0001-01-01 and 9999-12-31. */
export const minDay: number = minTimestampSeconds / daySeconds;
export const maxDay: number = Math.floor(maxTimestampSeconds / daySeconds);

/** Of the last `splitLong`: whole seconds, and nanoseconds from there on. */
export const split = { seconds: 0, nanos: 0 };

/**
 * Takes a count of parts of a second apart, rounded down; divided by hand, 16 bits at a time, so that every number in it
 * is exact.
 *
 * @param low of the long as Avro writes it, its sign in the last bit
 */
export function splitLong(low: number, high: number, perSecond: number): void {
  const sign = -(low & 1);
  const plainLow = ((low >>> 1) | (high << 31)) ^ sign;
  const plainHigh = (high >>> 1) ^ sign;
  const top = Math.floor(plainHigh / perSecond);
  const upper = (plainHigh - top * perSecond) * 0x10000 + (plainLow >>> 16);
  const middle = Math.floor(upper / perSecond);
  const lower = (upper - middle * perSecond) * 0x10000 + (plainLow & 0xffff);
  const last = Math.floor(lower / perSecond);
  split.seconds = top * 0x100000000 + middle * 0x10000 + last;
  split.nanos = (lower - last * perSecond) * (1e9 / perSecond);
}

/** Writes `"2024-12-28T13:37:00.5Z"`, the fraction with 3, 6 or 9 digits where there is one. */
export function writeTimestamp(
  out: DataView,
  position: number,
  low: number,
  high: number,
  perSecond: number,
): number {
  splitLong(low, high, perSecond);
  return writeInstant(out, position, split.seconds, split.nanos);
}

/** The same without the `Z`. */
export function writeLocalTimestamp(
  out: DataView,
  position: number,
  low: number,
  high: number,
  perSecond: number,
): number {
  const behind = writeTimestamp(out, position, low, high, perSecond);
  out.setUint8(behind - 2, 0x22);
  return behind - 1;
}

/** Writes `"2024-12-28"`. @param day since 1970 */
export function writeDate(out: DataView, position: number, day: number): number {
  if (day < minDay || day > maxDay) throw unusual;
  writeDay(out, position, day);
  out.setUint8(position + 11, 0x22);
  return position + 12;
}

/** Writes `"13:37:00.5"`, the fraction as that of a timestamp. */
export function writeTime(
  out: DataView,
  position: number,
  low: number,
  high: number,
  perSecond: number,
): number {
  splitLong(low, high, perSecond);
  if (split.seconds < 0 || split.seconds >= daySeconds) throw unusual;
  out.setUint8(position, 0x22);
  const to = writeFraction(out, writeClock(out, position + 1, split.seconds), split.nanos);
  out.setUint8(to, 0x22);
  return to + 1;
}
