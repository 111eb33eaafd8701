import { compileFormula } from './formula.ts';

/** Where a number that is not computed comes from. */
export type Origin = 'asked' | 'price' | 'measured' | 'assumed' | 'documented';

/** A number, with all that is needed to get it again. */
export interface Figure {
  /** In words, with 'a month' or the like where that is meant. */
  readonly name: string;
  readonly unit: string;
  /** Null where something that it is made of is not known. */
  readonly value: number | null;
  /** Of names in `inputs`; null: it was given. */
  readonly formula: string | null;
  readonly inputs: Readonly<Record<string, Figure>>;
  /** Where it was given: by what, and how it was got. */
  readonly origin: Origin | null;
  readonly source: string;
  /** It, or something that it is made of, is a guess. */
  readonly estimated: boolean;
  /** The names of what is not known. */
  readonly missing: readonly string[];
}

export interface Given {
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly origin: Origin;
  readonly source: string;
  readonly estimated?: boolean;
}

/** A number from outside. */
export function given({ name, unit, value, origin, source, estimated = false }: Given): Figure {
  const missing = value === null ? [name] : [];
  return { name, unit, value, formula: null, inputs: {}, origin, source, estimated, missing };
}

/** A number by its formula. @param source why it is computed so, where that is not plain */
export function derive(
  name: string,
  unit: string,
  formula: string,
  inputs: Readonly<Record<string, Figure>>,
  source = '',
): Figure {
  const all = Object.values(inputs);
  const missing = [...new Set(all.flatMap((each) => each.missing))];
  const estimated = all.some((each) => each.estimated);
  const values = Object.fromEntries(
    Object.entries(inputs).map(([input, { value }]) => [input, value ?? Number.NaN]),
  );
  const value = missing.length > 0 ? null : compileFormula(formula)(values);
  return { name, unit, value, formula, inputs, origin: null, source, estimated, missing };
}

/** A number that is a convention, such as the hours of a month. */
export function constant(name: string, unit: string, value: number, source: string): Figure {
  return given({ name, unit, value, origin: 'documented', source });
}

/** A number that somebody had to choose. */
export function assumed(name: string, unit: string, value: number, source: string): Figure {
  return given({ name, unit, value, origin: 'assumed', source, estimated: true });
}

/**
 * A quantity at a price that falls by the amount; a price that it does not come to is left out, known or not.
 * @param tiers up to how much each price holds; the last has no end
 */
export function tiered(
  name: string,
  quantity: Figure,
  tiers: readonly { readonly upTo: Figure | null; readonly price: Figure }[],
): Figure {
  const inputs: Record<string, Figure> = { quantity };
  const terms: string[] = [];
  let before: Figure | null = null;
  for (const [at, { upTo, price }] of tiers.entries()) {
    if (before !== null && (quantity.value ?? 0) <= (before.value ?? 0)) break;
    inputs[`price${at + 1}`] = price;
    const isLast = upTo === null || (quantity.value ?? 0) <= (upTo.value ?? 0);
    if (!isLast) inputs[`limit${at + 1}`] = upTo;
    const top = isLast ? 'quantity' : `limit${at + 1}`;
    const amount = before === null ? top : `(${top} - limit${at})`;
    terms.push(`${amount} * price${at + 1}`);
    before = upTo;
  }
  return derive(name, 'USD a month', terms.join(' + '), inputs);
}
