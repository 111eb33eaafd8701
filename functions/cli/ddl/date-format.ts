import type { Atom } from './key-segments.ts';

/** What Athena counts dates in, from coarse to fine. */
const units = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
export type DateUnit = (typeof units)[number];

export interface DateFormat {
  /** For Java's DateTimeFormatter. */
  readonly format: string;
  /** The finest that is in it. */
  readonly unit: DateUnit;
  /** Whether texts are in the order of the times that they say. */
  readonly sorted: boolean;
}

/** Java's letters for a specifier, and the units that it settles. */
const letters: ReadonlyMap<string, readonly [string, readonly DateUnit[]]> = new Map([
  ['Y', ['yyyy', ['year']]],
  ['y', ['yy', ['year']]],
  ['m', ['MM', ['month']]],
  ['d', ['dd', ['day']]],
  ['j', ['DDD', ['month', 'day']]],
  ['H', ['HH', ['hour']]],
  ['M', ['mm', ['minute']]],
  ['S', ['ss', ['second']]],
]);

/** The format of a time that Athena can count up; null where a part is missing that it begins with, or is none of Java's. */
export function dateFormat(atoms: readonly Atom[]): DateFormat | null {
  let format = '';
  const settled: DateUnit[] = [];
  for (const atom of atoms) {
    if (atom.kind === 'field') return null;
    if (atom.kind === 'literal') {
      format += quoted(atom.text);
      continue;
    }
    const java = letters.get(atom.name);
    if (java === undefined) return null;
    format += java[0];
    settled.push(...java[1]);
  }
  const finest = Math.max(...settled.map((unit) => units.indexOf(unit)));
  const unit = units[finest];
  const whole = units.slice(0, finest + 1);
  if (unit === undefined || !whole.every((needed) => settled.includes(needed))) return null;
  // what comes again later changes no order
  const order = [...new Set(settled)].map((each) => units.indexOf(each));
  return { format, unit, sorted: order.every((place, index) => place === index) };
}

/** Letters mean something in a format, and so do a few signs. */
function quoted(literal: string): string {
  return literal.replaceAll("'", "''").replaceAll(/[\p{L}[\]{}#]+/gu, (special) => `'${special}'`);
}
