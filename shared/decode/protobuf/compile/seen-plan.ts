import type { FieldTable } from '../runtime/tables.ts';

/** As many as a small integer has bits. */
const fieldsInWord = 30;

/** Which fields were there: a bit for each, the members of a oneof share one, in as many numbers as that takes. */
export class SeenPlan {
  readonly #fields: readonly FieldTable[];
  readonly #bits: readonly number[];
  readonly #count: number;

  constructor(fields: readonly FieldTable[]) {
    this.#fields = fields;
    const oneofs = new Map<number, number>();
    let count = 0;
    this.#bits = fields.map(({ oneof }) => {
      const shared = oneof === -1 ? undefined : oneofs.get(oneof);
      if (shared !== undefined) return shared;
      if (oneof !== -1) oneofs.set(oneof, count);
      return count++;
    });
    this.#count = count;
  }

  get declaration(): string {
    const words = Math.ceil(this.#count / fieldsInWord);
    return Array.from({ length: words }, (_, word) => `, s${word} = 0`).join('');
  }

  /** Code at the beginning of a field: it must not have been there. */
  check(at: number): string {
    const { word, mask } = this.#placeOf(at);
    return `if ((s${word} & ${mask}) !== 0) throw unusual; s${word} |= ${mask};`;
  }

  requiredCheck(): string[] {
    return this.#masks(({ presence }) => presence === 'required').map(
      ([word, mask]) => `  if ((s${word} & ${mask}) !== ${mask}) throw unusual;`,
    );
  }

  /** Code for each field that was not there, asked for only where one is missing. */
  absent(codeOf: (at: number) => string | null): string[] {
    const codes = this.#fields.map((_, at) => codeOf(at));
    const masks = this.#masks((_, at) => codes[at] !== null);
    return masks.flatMap(([word, mask]) => [
      `  if ((s${word} & ${mask}) !== ${mask}) {`,
      ...codes.flatMap((code, at) => {
        const place = this.#placeOf(at);
        if (code === null || place.word !== word) return [];
        return [`    if ((s${word} & ${place.mask}) === 0) { ${code} }`];
      }),
      '  }',
    ]);
  }

  #masks(isMeant: (field: FieldTable, at: number) => boolean): [word: number, mask: number][] {
    const masks = new Map<number, number>();
    for (const [at, field] of this.#fields.entries()) {
      if (!isMeant(field, at)) continue;
      const { word, mask } = this.#placeOf(at);
      masks.set(word, (masks.get(word) ?? 0) | mask);
    }
    return [...masks];
  }

  #placeOf(at: number): { readonly word: number; readonly mask: number } {
    const bit = this.#bits[at] as number;
    return { word: Math.floor(bit / fieldsInWord), mask: 1 << (bit % fieldsInWord) };
  }
}
