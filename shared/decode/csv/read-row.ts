import { ValueFault } from '../event-codec.ts';
import type { CsvOptions } from './csv-options.ts';

export interface CsvField {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * Cuts one row, as RFC 4180 has it: a field that holds a delimiter, a quote or a line break stands in quotes, in which a
 * quote stands twice. One line break may end it. Throws a ValueFault where a reader would have to guess.
 */
export function readRow(
  text: string,
  { delimiter, quote }: Pick<CsvOptions, 'delimiter' | 'quote'>,
): CsvField[] {
  const end = text.endsWith('\r\n') ? text.length - 2 : text.length - (text.endsWith('\n') ? 1 : 0);
  const fields: CsvField[] = [];
  let at = 0;
  for (;;) {
    const column = fields.length + 1;
    let next: number;
    if (text[at] === quote && at < end) {
      next = closingQuote(text, at + 1, end, quote);
      if (next === -1) throw new ValueFault(`column ${column} has no closing quote`);
      const inside = text.slice(at + 1, next);
      fields.push({ text: inside.replaceAll(quote + quote, quote), isQuoted: true });
      next += 1;
      if (next < end && text[next] !== delimiter) {
        const isLine = text[next] === '\n' || text.startsWith('\r\n', next);
        throw isLine
          ? secondRow()
          : new ValueFault(`column ${column} goes on behind its closing quote`);
      }
    } else {
      const found = text.indexOf(delimiter, at);
      next = found === -1 || found > end ? end : found;
      const plain = text.slice(at, next);
      if (plain.includes('\n') || plain.includes('\r')) throw secondRow();
      if (plain.includes(quote)) {
        throw new ValueFault(`column ${column} has a quote in it, and does not begin with one`);
      }
      fields.push({ text: plain, isQuoted: false });
    }
    if (next >= end) return fields;
    at = next + 1;
  }
}

function secondRow(): ValueFault {
  return new ValueFault('there is more than one row; a record is one');
}

function closingQuote(text: string, from: number, end: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at !== -1 && at < end; at = text.indexOf(quote, at)) {
    if (text[at + 1] !== quote || at + 1 >= end) return at;
    at += 2;
  }
  return -1;
}
