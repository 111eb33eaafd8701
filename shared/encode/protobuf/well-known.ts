import { maxDurationSeconds } from '../../decode/transcode/time-text.ts';
import { parseRfc3339 } from '../../time/rfc3339.ts';
import { EncodeFault } from './encode-fault.ts';

/** Of a Timestamp or a Duration. */
export interface Time {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** RFC 3339 with up to nine digits, of the years 1 to 9999. */
export function timestampOf(value: unknown): Time {
  const text = textOf(value);
  const ms = parseRfc3339(text);
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  if (ms === null || ms < -62_135_596_800_000 || ms > 253_402_300_799_999 || fraction.length > 9) {
    throw new EncodeFault('the value is no timestamp');
  }
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: Number(fraction.padEnd(9, '0')) };
}

/** Empty, which is no time, where it is neither text nor a date with a time. */
function textOf(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return typeof value === 'string' ? value : '';
}

/** `1.5s` */
export function durationOf(value: unknown): Time {
  const match = typeof value === 'string' ? /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value) : null;
  const seconds = Number(match?.[2]);
  if (match === null || seconds > maxDurationSeconds) {
    throw new EncodeFault('the value is no duration');
  }
  const sign = match[1] === '-' ? -1 : 1;
  const nanos = Number((match[3] ?? '').padEnd(9, '0')) * sign;
  return { seconds: BigInt(seconds * sign), nanos: nanos === 0 ? 0 : nanos };
}

/** `userName,a.b` */
export function pathsOf(value: unknown): readonly string[] {
  if (typeof value !== 'string') throw new EncodeFault('the value is no field mask');
  const toSnake = (path: string): string =>
    path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return value === '' ? [] : value.split(',').map(toSnake);
}
