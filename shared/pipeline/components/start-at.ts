import type { StartPosition } from '../model.ts';
import { isPlainObject } from '../options/read-options.ts';
import { custom, type ValueType } from '../options/value.ts';

const largestOffset = 2n ** 63n - 1n;

/** The option `startAt`, in each of its forms. */
export const startAt: ValueType<StartPosition> = custom<StartPosition>(
  "'earliest', 'latest', { offset: 0 or more } or { timestamp: RFC 3339 or milliseconds since 1970 }",
  (raw) => {
    if (raw === 'earliest' || raw === 'latest') return { value: { at: raw } };
    if (!isPlainObject(raw)) return null;
    const names = Object.keys(raw);
    if (names.length !== 1) return { why: 'exactly one of offset and timestamp is wanted' };
    if (names[0] === 'offset') return offset(raw['offset']);
    if (names[0] === 'timestamp') return timestamp(raw['timestamp']);
    return null;
  },
);

function offset(raw: unknown): { readonly value: StartPosition } | { readonly why: string } {
  const isWhole =
    typeof raw === 'bigint' ||
    (typeof raw === 'number' && Number.isSafeInteger(raw)) ||
    (typeof raw === 'string' && /^\d{1,19}$/.test(raw));
  if (!isWhole) return { why: 'the offset is no whole number' };
  const value = BigInt(raw);
  return value < 0n || value > largestOffset
    ? { why: 'the offset is out of range' }
    : { value: { at: 'offset', offset: value } };
}

// Without a zone a time means another one on every machine, so it is not taken.
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

function timestamp(raw: unknown): { readonly value: StartPosition } | { readonly why: string } {
  const timestampMs =
    typeof raw === 'number'
      ? raw
      : typeof raw === 'string' && /^\d{1,15}$/.test(raw)
        ? Number(raw)
        : typeof raw === 'string' && rfc3339.test(raw)
          ? Date.parse(raw)
          : Number.NaN;
  return Number.isSafeInteger(timestampMs) && timestampMs >= 0
    ? { value: { at: 'timestamp', timestampMs } }
    : { why: "the timestamp is no time with a zone, like '2026-01-31T00:00:00Z'" };
}
