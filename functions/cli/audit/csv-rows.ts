import type { CsvLayout } from '../../../shared/encode/csv/csv-layout.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';

/** What has to be known of rows to count them. */
export type CsvRows = Pick<CsvLayout, 'quote' | 'header'>;

/** How a pipeline writes rows; null: it writes none, or its sinks do it in several ways. */
export function csvRowsOf({ sinks }: Pick<PipelineModel, 'sinks'>): CsvRows | null {
  const layouts = [...sinks.values()].flatMap(({ encoding }) =>
    encoding.codec === 'csv' ? [encoding] : [],
  );
  const [first] = layouts;
  if (first === undefined) return null;
  const { header, quote } = first;
  const areSame = layouts.every((each) => each.quote === quote && each.header === header);
  return areSame ? { header, quote } : null;
}

const newline = 0x0a;

/** Counts rows: line breaks that stand in no quotes, without the names at the beginning. */
export class RowCounter {
  readonly #header: boolean;
  readonly #quote: number;
  #isQuoted = false;
  #rows = 0;

  constructor({ header, quote }: CsvRows) {
    this.#header = header;
    this.#quote = quote.charCodeAt(0);
  }

  get count(): number {
    return this.#header ? Math.max(0, this.#rows - 1) : this.#rows;
  }

  add(piece: Buffer): void {
    for (const byte of piece) {
      // one within quotes stands there twice
      if (byte === this.#quote) this.#isQuoted = !this.#isQuoted;
      else if (byte === newline && !this.#isQuoted) this.#rows += 1;
    }
  }
}
