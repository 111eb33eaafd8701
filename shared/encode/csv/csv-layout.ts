/** How events become rows. */
export interface CsvLayout {
  /** Names of fields, or paths to them, each of which is a column. */
  readonly fields: readonly string[];
  /** One character. */
  readonly delimiter: string;
  /** One character. */
  readonly quote: string;
  /** Whether an object begins with a row of the names. */
  readonly header: boolean;
}
