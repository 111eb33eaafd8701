/** What of an event has no column: by path, as JSON text. */
export class Rest {
  /** Set where a column takes it; otherwise what has no column is left out. */
  readonly #kept: boolean;
  #text = '';

  constructor(kept: boolean) {
    this.#kept = kept;
  }

  add(path: string, value: unknown): void {
    if (!this.#kept) return;
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
