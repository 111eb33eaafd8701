import { rawNumber } from '../../raw-json.ts';
import type { Event } from '../../transform/model.ts';
import { encodabilityOf } from './unencodable.ts';

/** One line or element, or why there is none, for a rejection as NOT_ENCODABLE. */
export type EncodedEvent = { readonly text: string } | { readonly fault: string };

/**
 * An event as JSON in one line: bigints as integers, dates as RFC 3339 with milliseconds, numbers from
 * `JSON.rawJSON` as they were written, undefined fields left out. What JSON cannot hold is a fault with its field's
 * name, never something else in its place: NaN, infinity, functions, symbols, Fallible, maps, sets, byte arrays, invalid
 * dates, undefined in an array, circles.
 */
export function stringifyEvent(event: Event): EncodedEvent {
  return stringifyValue(event);
}

/** The same for any value of an event. */
export function stringifyValue(value: unknown): EncodedEvent {
  const encodability = encodabilityOf(value);
  if (encodability === 'plain') return { text: JSON.stringify(value) };
  if (encodability === 'bigint') return { text: JSON.stringify(value, bigintAsNumber) };
  return encodability;
}

function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawNumber(value.toString()) : value;
}
