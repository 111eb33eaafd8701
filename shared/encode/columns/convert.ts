import { shortestFloat } from '../../decode/transcode/numbers.ts';
import { isRawNumber } from '../../raw-json.ts';
import { dateTime, parseRfc3339 } from '../../time/rfc3339.ts';
import type { ColumnType, PhysicalValue } from './column-type.ts';
import { exactDecimal, numberText, scaled } from './exact-decimal.ts';

/**
 * A value of an event as its column holds it; null where the column's type has no such value. It never gives another
 * value than the one that was written: only fractions become the nearest that float and double have, as everywhere.
 */
export type Convert = (value: unknown) => PhysicalValue | null;

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;
const dayMs = 86_400_000;
/** The years 1 to 9999, which engines agree on. */
const minTimeMs = -62_135_596_800_000;
const maxTimeMs = 253_402_300_799_999;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const uuidText = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;
const dateText = /^(\d{4})-(\d\d)-(\d\d)$/;

const converters: Readonly<Partial<Record<ColumnType['kind'], () => Convert>>> = {
  boolean: () => (value) => (typeof value === 'boolean' ? Number(value) : null),
  int: () => int32,
  bigint: () => int64,
  float: () => float,
  double: () => double,
  string: () => (value) => (typeof value === 'string' && value.isWellFormed() ? value : null),
  binary: () => binary,
  uuid: () => uuid,
  date: () => date,
  timestamp: () => new TimestampConverter(3).convert,
  'timestamp(6)': () => new TimestampConverter(6).convert,
  json: () => json,
};

/** For a type that is a leaf. */
export function converterOf(type: ColumnType): Convert {
  if (type.kind === 'decimal') return decimal(type.precision, type.scale);
  return converters[type.kind]?.() ?? ((value) => JSON.stringify(value));
}

function binary(value: unknown): PhysicalValue | null {
  if (typeof value !== 'string' || !base64.test(value)) return null;
  return Buffer.from(value, 'base64').toString('latin1');
}

function int32(value: unknown): PhysicalValue | null {
  const exact = int64(isText(value) ? null : value);
  return typeof exact === 'number' && exact === (exact | 0) ? exact : null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Also digits in a string: that is how 64-bit integers are often written, as JavaScript's own numbers end at 2^53. */
export function int64(value: unknown): PhysicalValue | null {
  if (typeof value === 'number') {
    // to 0, as an integer has no other
    if (Number.isSafeInteger(value)) return value + 0;
    if (!Number.isInteger(value)) return null;
  }
  const text = typeof value === 'string' ? value : numberText(value);
  if (text === null || (typeof value === 'string' && !/^-?\d{1,19}$/.test(text))) return null;
  const exact = exactDecimal(text);
  const whole = exact === null ? null : scaled(exact, 0);
  if (whole === null || whole < int64Min || whole > int64Max) return null;
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
}

export function double(value: unknown): number | null {
  if (typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value))) {
    return Number.isFinite(value) ? value : null;
  }
  return nearest(value, (number) => number);
}

/** Also by its shortest digits, as decoders of floats write them: 123456790 is the float 123456792. */
export function float(value: unknown): number | null {
  return Object.is(value, -0) ? -0 : nearest(value, Math.fround, shortestFloat);
}

/**
 * Digits alone have to be exact, or what the number that they become is written as; fractions and powers of ten become
 * the nearest, as they do everywhere. None becomes infinite, or zero.
 */
function nearest(
  value: unknown,
  round: (number: number) => number,
  shortest: (rounded: number) => number = round,
): number | null {
  const text = numberText(value);
  if (text === null) return null;
  const rounded = round(Number(text));
  if (!Number.isFinite(rounded)) return null;
  const exact = exactDecimal(text);
  if (exact === null || (rounded === 0 && exact.digits !== 0n)) return null;
  if (/[.eE]/.test(text) || BigInt(rounded) === scaled(exact, 0)) return rounded;
  const isWrittenSo = [rounded, shortest(rounded)].some((number) => {
    const written = exactDecimal(String(number));
    return written?.digits === exact.digits && written.scale === exact.scale;
  });
  return isWrittenSo ? rounded : null;
}

/** Also as text: a number with more digits than a double has is often written so. */
function decimal(precision: number, scale: number): Convert {
  const limit = 10n ** BigInt(precision);
  return (value) => {
    const text = typeof value === 'string' ? value : numberText(value);
    const exact = text === null ? null : exactDecimal(text);
    const unscaled = exact === null ? null : scaled(exact, scale);
    if (unscaled === null || unscaled >= limit || unscaled <= -limit) return null;
    return precision > 18 || !Number.isSafeInteger(Number(unscaled)) ? unscaled : Number(unscaled);
  };
}

function uuid(value: unknown): PhysicalValue | null {
  const match = typeof value === 'string' ? uuidText.exec(value) : null;
  return match === null ? null : Buffer.from(match.slice(1).join(''), 'hex').toString('latin1');
}

function date(value: unknown): PhysicalValue | null {
  const match = typeof value === 'string' ? dateText.exec(value) : null;
  if (match === null) return null;
  const [year, month, day] = match.slice(1).map(Number);
  const ms = dateTime(year ?? 0, month ?? 0, day ?? 0, 0, 0, 0, 0);
  return ms === null || ms < minTimeMs ? null : ms / dayMs;
}

/** RFC 3339 text with its offset, or milliseconds since 1970. */
class TimestampConverter {
  readonly #digits: 3 | 6;
  /** Times mostly lie in the second of the one before. */
  #second = '';
  #secondMs = 0;

  constructor(digits: 3 | 6) {
    this.#digits = digits;
  }

  readonly convert = (value: unknown): PhysicalValue | null => {
    if (typeof value === 'string') return this.#text(value);
    const ms = int64(value);
    if (typeof ms !== 'number' || ms < minTimeMs || ms > maxTimeMs) return null;
    return this.#digits === 3 ? ms : micros(ms, 0);
  };

  #text(text: string): PhysicalValue | null {
    // 2024-12-28T18:01:02.239Z
    if (text.length === 24 && text.endsWith('Z') && text[19] === '.') {
      const second = text.slice(0, 19);
      const millis = text.slice(20, 23);
      if (second === this.#second && /^\d{3}$/.test(millis)) {
        const ms = this.#secondMs + Number(millis);
        return this.#digits === 3 ? ms : micros(ms, 0);
      }
    }
    const ms = parseRfc3339(text);
    if (ms === null || ms < minTimeMs || ms > maxTimeMs) return null;
    if (text.endsWith('Z')) {
      this.#second = text.slice(0, 19);
      this.#secondMs = Math.floor(ms / 1000) * 1000;
    }
    const finer = /\.\d{3}(\d+)/.exec(text)?.[1] ?? '';
    const beyond = this.#digits === 3 ? finer : finer.slice(3);
    if (/[1-9]/.test(beyond)) return null;
    return this.#digits === 3 ? ms : micros(ms, Number(finer.slice(0, 3).padEnd(3, '0')));
  }
}

function micros(ms: number, more: number): PhysicalValue {
  const exact = ms * 1000 + more;
  return Number.isSafeInteger(exact) ? exact : BigInt(ms) * 1000n + BigInt(more);
}

/** Half of a surrogate pair is written as an escape, which readers of JSON columns refuse, and the whole file with it. */
function json(value: unknown): PhysicalValue | null {
  const text = JSON.stringify(value);
  return /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text) ? null : text;
}

/** Whether a value is an object as JSON has them. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
  );
}
