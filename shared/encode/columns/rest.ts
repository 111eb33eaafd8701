import { SluiceError } from '../../errors.ts';

/** The column for what has no column of its own. */
export const restColumn = '_rest';

/** What becomes of that which has no column. */
export interface RestRules {
  /** Whether there is a column for it. */
  readonly column: boolean;
  /** Whether fields go there that no column has the name of; otherwise they are left out. */
  readonly unknownFields: boolean;
}

/** What of an event has no column: by path, as JSON text. */
export class Rest {
  readonly #rules: RestRules;
  #text = '';

  constructor(rules: RestRules) {
    this.#rules = rules;
  }

  addUnknown(path: () => string, value: unknown): void {
    if (this.#rules.unknownFields) this.add(path(), value);
  }

  /** What its column cannot hold. @throws {SluiceError} INTERNAL where that was to be told before */
  add(path: string, value: unknown): void {
    if (!this.#rules.column) {
      throw new SluiceError('INTERNAL', 'a value in a Parquet file that its column cannot hold');
    }
    this.#text += `${this.#text === '' ? '{' : ','}${JSON.stringify(path)}:${JSON.stringify(value)}`;
  }

  /** Of the event that was gone through; null where all of it has columns. */
  take(): string | null {
    if (this.#text === '') return null;
    const text = `${this.#text}}`;
    this.#text = '';
    return text;
  }
}

/** A name as a step of a path: `device`, or `"a name with dots"`. */
export function pathStep(name: string): string {
  return /^[^."[\]\s{}]+$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
