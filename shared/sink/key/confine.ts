import { isRawNumber } from '../../raw-json.ts';
import { maxValueBytes } from './limits.ts';

export type Confined =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/**
 * Everything that is written as `%XX`: what Hive and Athena encode in partition values (they decode it when they read),
 * what S3 advises against, control characters, and characters that can't be seen.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const unsafe = /[\u0000-\u001f\u007f-\u009f"#%'*/:=?\\{}[\]^`|<>~&+@$,;]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Most values, told in one look: nothing in them is ever encoded. */
const plainValue = /^\w[\w.-]*$/;

const edgeSpace = /^\s+|\s+$/gu;
const onlyDots = /^\.+$/u;

/**
 * Turns the value of a field into a piece of a key that stays within its path segment: a string, number or boolean,
 * percent-encoded. Never gives `/`, `\`, `.`, `..`, nothing at all, or more than 256 bytes.
 */
export function confineValue(value: unknown): Confined {
  const text = plainText(value);
  if (text === null) {
    return { ok: false, reason: `is ${nameOf(value)}: a key takes a string, number or boolean` };
  }
  if (text.length <= maxValueBytes && plainValue.test(text)) return { ok: true, text };
  if (text === '') return { ok: false, reason: 'is an empty string' };
  if (text.length > maxValueBytes) return tooLong(text.length, 'characters');
  if (!text.isWellFormed())
    return { ok: false, reason: 'holds half a surrogate pair, which UTF-8 cannot write' };
  const safe = text.replaceAll(unsafe, percentEncoded).replaceAll(edgeSpace, encodeURIComponent);
  const confined = onlyDots.test(safe) ? '%2E'.repeat(safe.length) : safe;
  const bytes = Buffer.byteLength(confined);
  if (bytes > maxValueBytes) return tooLong(bytes, 'bytes when encoded');
  return { ok: true, text: confined };
}

function tooLong(length: number, unit: string): Confined {
  return { ok: false, reason: `has ${length} ${unit}: allowed are ${maxValueBytes} bytes` };
}

function percentEncoded(character: string): string {
  let encoded = '';
  for (const byte of Buffer.from(character)) {
    encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** A string, a finite number, a boolean or a time as text; null of anything else. */
export function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return isRawNumber(value) ? value.rawJSON : null;
}

/** What a value is that is no text. */
export function nameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return 'an invalid date';
  return typeof value === 'number' ? 'not a finite number' : 'an object';
}
