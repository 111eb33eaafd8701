import type { Figure } from '../model/figure.ts';

/** One step of how a number was got. */
export interface Line {
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  /** Of the names of its inputs; null: it was given. */
  readonly formula: string | null;
  /** Which name of the formula is which number. */
  readonly inputs: Readonly<
    Record<string, { readonly name: string; readonly value: number | null }>
  >;
  /** Where it is from, or why it is computed so. */
  readonly source: string;
  readonly estimated: boolean;
}

/** All steps of a number, those first that others are made of, each once. */
export function explain(figure: Figure, lines: Map<string, Line> = new Map()): Map<string, Line> {
  const key = `${figure.name}|${figure.value}`;
  if (lines.has(key)) return lines;
  for (const input of Object.values(figure.inputs)) explain(input, lines);
  lines.set(key, {
    name: figure.name,
    unit: figure.unit,
    value: figure.value,
    formula: figure.formula,
    inputs: Object.fromEntries(
      Object.entries(figure.inputs).map(([name, input]) => [
        name,
        { name: input.name, value: input.value },
      ]),
    ),
    source: [figure.origin, figure.source].filter(Boolean).join(': '),
    estimated: figure.estimated,
  });
  return lines;
}

/** The formula with its numbers in the place of the names. */
export function withNumbers({ formula, inputs }: Line): string {
  if (formula === null) return '';
  return formula.replaceAll(/[A-Za-z]\w*/g, (name) => {
    const input = inputs[name];
    return input === undefined ? name : exact(input.value);
  });
}

/** With so many digits that the next number can be computed from it. */
export function exact(value: number | null): string {
  if (value === null) return 'unknown';
  if (Number.isInteger(value)) return String(value);
  const text = String(Number(value.toPrecision(9)));
  return text.includes('e') ? Number(text).toFixed(12).replace(/0+$/, '') : text;
}

/** Dollars, for people. */
export function dollars(value: number | null): string {
  if (value === null) return '–';
  const digits = Math.abs(value) < 10 ? 2 : 0;
  const text = Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${value < 0 ? '−' : ''}$${text}`;
}
