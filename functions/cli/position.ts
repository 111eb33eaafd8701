import { usageError } from './arguments.ts';

/** A place in a partition, as it is given on the command line. */
export type Position =
  | { readonly at: 'earliest' | 'latest' }
  | { readonly at: 'offset'; readonly offset: bigint }
  | { readonly at: 'timestamp'; readonly timestampMs: number };

/** @throws {SluiceError} CONFIG_INVALID */
export function parsePosition(option: string, text: string): Position {
  if (text === 'earliest' || text === 'latest') return { at: text };
  if (/^\d{1,19}$/.test(text)) return { at: 'offset', offset: BigInt(text) };
  const timestampMs = parseTime(text);
  if (timestampMs !== null) return { at: 'timestamp', timestampMs };
  throw usageError(
    `${option}: got '${text}'; allowed: earliest, latest, an offset, or a time like 2026-01-31T12:00:00Z`,
  );
}

/** Milliseconds since 1970; null where it is no time with its zone. */
export function parseTime(text: string): number | null {
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/i.test(
    text,
  );
  const timestampMs = isTime ? Date.parse(text) : NaN;
  return Number.isNaN(timestampMs) ? null : timestampMs;
}
