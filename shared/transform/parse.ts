import { mayHaveEscapedKey } from '../decode/json/escaped-key.ts';
import { parseExactly } from '../decode/json/parse-exactly.ts';
import { rawNumber } from '../raw-json.ts';
import { fail, type Fallible, succeed } from './fallible.ts';
import { kindName } from './kinds.ts';
import type { EventValue } from './model.ts';

/** Whatever JavaScript may not write back as it came: fractions, exponents, minus zero, sixteen digits and more. */
const maybeInexact = /\d[.eE]|-0|\d{16}/;

/** The value of JSON text, numbers exactly as they were written. */
export function parseJson(value: unknown): Fallible<EventValue> {
  if (typeof value !== 'string') return fail('parseJson', 'JSON text', kindName(value));
  try {
    const parsed: unknown = maybeInexact.test(value)
      ? JSON.parse(value, keepExact)
      : JSON.parse(value);
    if (!mayHaveEscapedKey(value)) return succeed(parsed as EventValue);
    return succeed(parseExactly(Buffer.from(value.replaceAll(loneSurrogate, escaped)), 0));
  } catch {
    return fail('parseJson', 'JSON text', 'other text');
  }
}

const loneSurrogate = /\p{Surrogate}/gu;

/** As bytes cannot have it. */
function escaped(surrogate: string): string {
  return `\\u${surrogate.charCodeAt(0).toString(16)}`;
}

/** A reviver; its third argument is newer than TypeScript's library. */
const keepExact = ((_field: string, value: unknown, context?: { readonly source?: string }) => {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  return String(value) === source ? value : rawNumber(source);
}) as (field: string, value: unknown) => unknown;

const prefixes: Readonly<Record<string, number>> = { '0b': 2, '0o': 8, '0x': 16 };

/**
 * An integer written in a base from 2 to 36, to ±(2^53 − 1). Without a base, the text may say it by `0b`, `0o`, `0x`, or
 * a leading 0 for octal, as in VRL.
 * @throws {RangeError} for another base
 */
export function parseInteger(value: unknown, base?: number): Fallible<number> {
  if (base !== undefined && !(Number.isInteger(base) && base >= 2 && base <= 36)) {
    throw new RangeError('parseInteger: the base is allowed from 2 to 36');
  }
  if (typeof value !== 'string') return fail('parseInteger', 'text', kindName(value));
  const match = /^([+-]?)([0-9a-zA-Z]+)$/.exec(value);
  let digits = (match?.[2] ?? '').toLowerCase();
  let radix = base ?? 10;
  if (base === undefined) {
    const prefix = prefixes[digits.slice(0, 2)];
    if (prefix !== undefined) {
      radix = prefix;
      digits = digits.slice(2);
    } else if (/^0.+/.test(digits)) {
      radix = 8;
    }
  }
  let number = digits === '' ? Number.NaN : 0;
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36);
    number = worth < radix ? number * radix + worth : Number.NaN;
  }
  if (Number.isNaN(number))
    return fail('parseInteger', `an integer in base ${radix}`, 'other text');
  return Number.isSafeInteger(number)
    ? succeed(match?.[1] === '-' ? 0 - number : number)
    : fail('parseInteger', 'an integer up to 2^53 - 1', 'a larger one');
}

/** A double written in text, such as `-1.5e3`. */
export function parseFloat(value: unknown): Fallible<number> {
  if (typeof value !== 'string') return fail('parseFloat', 'text', kindName(value));
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)
    ? Number(value)
    : Number.NaN;
  if (Number.isNaN(number)) return fail('parseFloat', 'a number as text', 'other text');
  return Number.isFinite(number)
    ? succeed(number)
    : fail('parseFloat', 'a number in the range of a double', 'a larger one');
}

/** A boolean written as `true` or `false`, in any case; `toBool` knows more. */
export function parseBool(value: unknown): Fallible<boolean> {
  if (typeof value !== 'string') return fail('parseBool', 'text', kindName(value));
  const text = value.toLowerCase();
  return text === 'true' || text === 'false'
    ? succeed(text === 'true')
    : fail('parseBool', "'true' or 'false'", 'other text');
}

export interface RegexOptions {
  /** Gives the groups by number too, the whole match as `0`. Default: false. */
  readonly numericGroups?: boolean;
}

/** The named groups of the first match; null for a group that took no part. Fails where nothing matches. */
export function parseRegex(
  value: unknown,
  pattern: RegExp,
  options: RegexOptions = {},
): Fallible<Record<string, string | null>> {
  if (typeof value !== 'string') return fail('parseRegex', 'text', kindName(value));
  // A global pattern remembers where it was: the result would depend on the event before.
  pattern.lastIndex = 0;
  const match = pattern.exec(value);
  pattern.lastIndex = 0;
  return match === null
    ? fail('parseRegex', 'text that the pattern matches', 'other text')
    : succeed(groupsOf(match, options));
}

/** The named groups of all matches, one after the other; none where nothing matches. */
export function parseRegexAll(
  value: unknown,
  pattern: RegExp,
  options: RegexOptions = {},
): Fallible<Record<string, string | null>[]> {
  if (typeof value !== 'string') return fail('parseRegexAll', 'text', kindName(value));
  const flags = pattern.global ? pattern.flags : `${pattern.flags}g`;
  const matches = value.matchAll(new RegExp(pattern.source, flags));
  return succeed(Array.from(matches, (match) => groupsOf(match, options)));
}

function groupsOf(match: RegExpExecArray, options: RegexOptions): Record<string, string | null> {
  const groups: [string, string | null][] = Object.entries(match.groups ?? {}).map(
    ([name, text]) => [name, (text as string | undefined) ?? null],
  );
  if (options.numericGroups === true) {
    for (const [index, text] of (match as (string | undefined)[]).entries()) {
      groups.push([String(index), text ?? null]);
    }
  }
  return Object.fromEntries(groups);
}
