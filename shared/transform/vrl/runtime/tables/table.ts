import { Failure } from '../failure.ts';
import { sameValue } from '../equal.ts';
import { Timestamp } from '../timestamp.ts';
import { Float, floatOf, integerOf, isObject, type Value } from '../value.ts';

/** A value of a table as JSON has it: those that JSON cannot tell apart are objects and lists. */
export type Cell =
  | string
  | number
  | boolean
  | { readonly float: string }
  | { readonly integer: string }
  | readonly [epochMs: number, nanos: number];

/** A table as it is in a program. */
export interface TableData {
  /** Tells two tables apart, by what they hold. */
  readonly digest: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a column has to be. */
type Wanted =
  | { readonly column: number; readonly value: Value }
  | { readonly column: number; readonly from: Timestamp | null; readonly to: Timestamp | null };

/** What a call says beside its condition. */
interface Match {
  readonly isCaseSensitive: boolean;
  /** A text in a row that goes for any value. */
  readonly wildcard: Value | undefined;
}

/** An enrichment table, whose rows are found by indexes: one for each choice of columns, made when it is first asked for. */
export class EnrichmentTable {
  readonly headers: readonly string[];
  readonly #rows: readonly (readonly Value[])[];
  readonly #indexes = new Map<string, Map<string, (readonly Value[])[]>>();

  constructor({ headers, rows }: Omit<TableData, 'digest'>) {
    this.headers = headers;
    this.#rows = rows.map((row) => row.map(valueOf));
  }

  /** Rows of which the index says that they may match; null: none that it knows. */
  candidates(
    wanted: readonly Wanted[],
    { isCaseSensitive, wildcard }: Match,
  ): readonly (readonly Value[])[] | null {
    const equal = wanted.filter((one) => 'value' in one).toSorted((a, b) => a.column - b.column);
    const index = this.#indexOf(
      equal.map(({ column }) => column),
      isCaseSensitive,
    );
    const keyWith = (values: readonly Value[]): string =>
      values.map((value) => keyOf(value, isCaseSensitive)).join('\0');
    const found = index.get(keyWith(equal.map(({ value }) => value)));
    if (found !== undefined || wildcard === undefined) return found ?? null;
    return index.get(keyWith(equal.map(() => wildcard))) ?? null;
  }

  /** Rows that match, in their order; null: the index knows none. */
  find(wanted: readonly Wanted[], match: Match): readonly (readonly Value[])[] | null {
    const candidates = this.candidates(wanted, match);
    return (
      candidates?.filter((row) =>
        wanted.every((one) => isMatch(row[one.column] ?? null, one, match)),
      ) ?? null
    );
  }

  #indexOf(
    columns: readonly number[],
    isCaseSensitive: boolean,
  ): Map<string, (readonly Value[])[]> {
    const name = `${columns.join(',')}${isCaseSensitive ? '' : 'i'}`;
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = new Map<string, (readonly Value[])[]>();
    for (const row of this.#rows) {
      const key = columns.map((column) => keyOf(row[column] ?? null, isCaseSensitive)).join('\0');
      const rows = index.get(key);
      if (rows === undefined) index.set(key, [row]);
      else rows.push(row);
    }
    this.#indexes.set(name, index);
    return index;
  }
}

const tables = new Map<string, EnrichmentTable>();

/** The table of that content: one in a process, whatever number of programs asks it. */
export function enrichmentTable(data: TableData): EnrichmentTable {
  const known = tables.get(data.digest);
  if (known !== undefined) return known;
  const table = new EnrichmentTable(data);
  tables.set(data.digest, table);
  return table;
}

/** What a condition asks for, or why it cannot be asked. */
export function wantedOf(
  { headers }: EnrichmentTable,
  condition: Readonly<Record<string, Value>>,
  isCaseSensitive: boolean,
): readonly Wanted[] | Failure {
  const all: Wanted[] = [];
  for (const name of Object.keys(condition)) {
    const value = condition[name] ?? null;
    const column = headers.indexOf(name);
    if (isObject(value) && (Object.hasOwn(value, 'from') || Object.hasOwn(value, 'to'))) {
      const from = Object.hasOwn(value, 'from') ? value['from'] : null;
      const to = Object.hasOwn(value, 'to') ? value['to'] : null;
      if (Object.hasOwn(value, 'from') && !(from instanceof Timestamp)) {
        return new Failure('from in condition must be a timestamp');
      }
      if (Object.hasOwn(value, 'to') && !(to instanceof Timestamp)) {
        return new Failure('to in condition must be a timestamp');
      }
      all.push({ column, from: from as Timestamp | null, to: to as Timestamp | null });
    } else if (value instanceof Uint8Array && !isCaseSensitive) {
      return new Failure('column contains invalid utf');
    } else {
      all.push({ column, value });
    }
  }
  return all;
}

function isMatch(cell: Value, wanted: Wanted, { isCaseSensitive, wildcard }: Match): boolean {
  if (!('value' in wanted)) {
    const { from, to } = wanted;
    if (!(cell instanceof Timestamp)) return false;
    return (from === null || compare(from, cell) <= 0) && (to === null || compare(cell, to) <= 0);
  }
  const isSame = (value: Value): boolean =>
    !isCaseSensitive && typeof cell === 'string' && typeof value === 'string'
      ? cell.toLowerCase() === value.toLowerCase()
      : sameValue(cell, value);
  return isSame(wanted.value) || (wildcard !== undefined && isSame(wildcard));
}

function compare(one: Timestamp, other: Timestamp): number {
  return one.epochMs - other.epochMs || one.nanos - other.nanos;
}

/** The same for values that are the same; what has the same is compared. */
function keyOf(value: Value, isCaseSensitive: boolean): string {
  if (typeof value === 'string') return isCaseSensitive ? value : value.toLowerCase();
  if (value instanceof Float) return String(value.value);
  if (value instanceof Timestamp) return `${value.epochMs}.${value.nanos}`;
  // no row holds what is left
  return value === null || typeof value === 'object' ? '' : String(value);
}

function valueOf(cell: Cell): Value {
  if (typeof cell !== 'object') return cell;
  if ('float' in cell) return floatOf(Number(cell.float));
  if ('integer' in cell) return integerOf(BigInt(cell.integer));
  return new Timestamp(cell[0], cell[1]);
}
