import { type FieldPath, parseFieldPath, valueAt } from '../../field-path.ts';
import type { Event } from '../../transform/model.ts';
import { type EncodedEvent, stringifyValue } from '../json/stringify.ts';
import type { CsvLayout } from './csv-layout.ts';

/**
 * Makes the row of an event as RFC 4180 has it, without its line break: text as it is, in quotes where that is needed;
 * numbers with all their digits; lists and objects as JSON. What is null or not there is nothing, and empty text is `""`,
 * so that the two stay apart.
 */
export function rowEncoderOf({
  fields,
  delimiter,
  quote,
}: Pick<CsvLayout, 'fields' | 'delimiter' | 'quote'>): (event: Event) => EncodedEvent {
  const columns = fields.map((name) => ({ name, path: pathOf(name) }));
  return (event) => {
    let row = '';
    for (const [index, { name, path }] of columns.entries()) {
      if (index > 0) row += delimiter;
      const value = valueAt(event, path);
      if (value === null || value === undefined) continue;
      const encoded = cellText(value, name);
      if ('fault' in encoded) return encoded;
      row += quoted(encoded.text, delimiter, quote);
    }
    // a row of nothing would be no row to most readers
    return { text: row === '' ? quote + quote : row };
  };
}

/** The row of the names. */
export function headerRow({
  fields,
  delimiter,
  quote,
}: Pick<CsvLayout, 'fields' | 'delimiter' | 'quote'>): string {
  return fields.map((name) => quoted(name, delimiter, quote)).join(delimiter);
}

function cellText(value: unknown, name: string): EncodedEvent {
  if (typeof value === 'string') {
    return value.isWellFormed()
      ? { text: value }
      : { fault: `field '${name}' holds half of a surrogate pair, which UTF-8 cannot` };
  }
  const encoded = stringifyValue({ [name]: value });
  if ('fault' in encoded) return encoded;
  const json = encoded.text.slice(JSON.stringify(name).length + 2, -1);
  return { text: json.startsWith('"') ? (JSON.parse(json) as string) : json };
}

function quoted(text: string, delimiter: string, quote: string): string {
  const isPlain =
    text !== '' &&
    !text.includes(quote) &&
    !text.includes(delimiter) &&
    !text.includes('\n') &&
    !text.includes('\r');
  return isPlain ? text : `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
}

function pathOf(name: string): FieldPath {
  const parsed = parseFieldPath(name);
  return parsed.ok ? parsed.path : [name];
}
