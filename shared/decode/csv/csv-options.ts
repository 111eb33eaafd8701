/** What a column holds: text as it stands there, a number with all its digits, or `true` and `false`. */
export type CsvType = 'string' | 'number' | 'boolean';

/** How a row becomes an event. */
export interface CsvOptions {
  readonly columns: readonly { readonly name: string; readonly type: CsvType }[];
  /** One character. */
  readonly delimiter: string;
  /** One character. */
  readonly quote: string;
  /** Whether nothing between two delimiters is null; nothing in quotes is always empty text. */
  readonly emptyAsNull: boolean;
}
