import { months, weekdays } from '../../../shared/time/names.ts';

/** How Athena counts up what a specifier of strftime writes alone, and what its column may be called. */
export interface PartOfTime {
  readonly name: string;
  readonly type: 'integer' | 'enum' | 'injected';
  readonly properties: Readonly<Record<string, string>>;
}

function integer(name: string, first: number, last: number, digits: number): PartOfTime {
  return {
    name,
    type: 'integer',
    properties: { range: `${first},${last}`, ...(digits > 1 ? { digits: String(digits) } : {}) },
  };
}

function oneOf(name: string, values: readonly string[]): PartOfTime {
  return { name, type: 'enum', properties: { values: values.join(',') } };
}

const short = (name: string): string => name.slice(0, 3);

/** A year alone is a date, which goes on by itself. */
const parts: ReadonlyMap<string, PartOfTime> = new Map([
  ['m', integer('month', 1, 12, 2)],
  ['d', integer('day', 1, 31, 2)],
  ['j', integer('day_of_year', 1, 366, 3)],
  ['H', integer('hour', 0, 23, 2)],
  ['I', integer('hour12', 1, 12, 2)],
  ['M', integer('minute', 0, 59, 2)],
  ['S', integer('second', 0, 59, 2)],
  ['C', integer('century', 20, 20, 2)],
  ['G', integer('week_year', 2020, 2099, 4)],
  ['g', integer('week_year', 20, 99, 2)],
  ['V', integer('week', 1, 53, 2)],
  ['U', integer('week', 0, 53, 2)],
  ['W', integer('week', 0, 53, 2)],
  ['u', integer('weekday', 1, 7, 1)],
  ['w', integer('weekday', 0, 6, 1)],
  ['q', integer('quarter', 1, 4, 1)],
  ['b', oneOf('month', months.map(short))],
  ['h', oneOf('month', months.map(short))],
  ['B', oneOf('month', months)],
  ['a', oneOf('weekday', weekdays.map(short))],
  ['A', oneOf('weekday', weekdays)],
  ['p', oneOf('half', ['AM', 'PM'])],
  ['P', oneOf('half', ['am', 'pm'])],
]);

/** What is in no table has too many values to count up. */
export function partOfTime(specifier: string): PartOfTime {
  return parts.get(specifier) ?? { name: 'time', type: 'injected', properties: {} };
}
