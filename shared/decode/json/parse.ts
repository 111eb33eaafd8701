import { numberAsWritten } from '../../raw-json.ts';
import type { Event } from '../../transform/model.ts';

/** `JSON.parse` hands the text of a primitive to its reviver; TypeScript's library does not know it yet. */
type SourceReviver = (
  key: string,
  value: unknown,
  context: { readonly source?: string },
) => unknown;

/**
 * The object of a value that was scanned. A key `__proto__` becomes an ordinary field, as `JSON.parse` does it.
 *
 * @param exact makes what `JSON.rawJSON` gives of each number that would not be written back as it came. About ten
 *   times slower: for the records alone of which the scanner says `hasInexactNumber`
 */
export function parseObject(bytes: Buffer, start: number, end: number, exact: boolean): Event {
  const text = bytes.toString('utf8', start, end);
  return (
    exact ? JSON.parse(text, keepNumber as Parameters<typeof JSON.parse>[1]) : JSON.parse(text)
  ) as Event;
}

const keepNumber: SourceReviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined ? numberAsWritten(source) : value;
