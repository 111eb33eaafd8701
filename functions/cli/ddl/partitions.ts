import { timeFormat } from '../../../shared/time/strftime.ts';
import { timeZone, utcZone } from '../../../shared/time/zone.ts';
import type { S3SinkModel } from '../../../shared/pipeline/model.ts';
import { cleanName, freeName } from './column-name.ts';
import { dateFormat, type DateFormat } from './date-format.ts';
import { type Atom, keySegments } from './key-segments.ts';
import { partOfTime } from './parts-of-time.ts';

/** A column that stands in the keys. */
export interface Partition {
  readonly name: string;
  /** What it would be called if no other column were. */
  readonly wanted: string;
  readonly type: 'date' | 'integer' | 'enum' | 'injected';
  /** `projection.<name>.` and these. */
  readonly properties: Readonly<Record<string, string>>;
  /** Null: it is no whole date. */
  readonly date: DateFormat | null;
  /** Whether its values come from events. */
  readonly isField: boolean;
}

/** Where the objects of a sink lie, as a table tells it. */
export interface Layout {
  /** The literal folders before the first column. */
  readonly folder: string;
  /** All folders, with `${name}` for columns. */
  readonly template: string;
  readonly partitions: readonly Partition[];
}

/** The earliest date that is counted up. */
export interface LayoutOptions {
  readonly startMs: number;
  /** Names of the other columns, in lower case. */
  readonly taken: readonly string[];
}

/** Finds the columns in a sink's key prefix, and how Athena counts up their values. */
export function layoutOf(
  { keyPrefix, timezone }: Pick<S3SinkModel, 'keyPrefix' | 'timezone'>,
  { startMs, taken }: LayoutOptions,
): Layout {
  const builder = new LayoutBuilder(startMs, lastOf(timezone), taken);
  const { folders } = keySegments(keyPrefix);
  for (let index = 0; index < folders.length;) {
    const group = groupAt(folders, index);
    builder.add(group.atoms);
    index += group.count;
  }
  return builder.layout();
}

/**
 * Folders without names of their own that say a date together, `%Y/%m/%d`, are one column: each for itself, they would be
 * counted up to dates that there are not.
 */
function groupAt(
  folders: readonly (readonly Atom[])[],
  start: number,
): { readonly atoms: readonly Atom[]; readonly count: number } {
  const first = folders[start] ?? [];
  let best = { atoms: first, count: 1 };
  if (!isNamelessTime(first)) return best;
  let joined = first;
  for (let end = start + 1; end < folders.length; end += 1) {
    const next = folders[end] ?? [];
    if (!isNamelessTime(next)) break;
    joined = [...joined, { kind: 'literal', text: '/' }, ...next];
    if (dateFormat(trimmed(joined)) !== null) best = { atoms: joined, count: end - start + 1 };
  }
  return best;
}

function isNamelessTime(atoms: readonly Atom[]): boolean {
  return (
    atoms.some(({ kind }) => kind === 'specifier') &&
    atoms.every(({ kind }) => kind !== 'field') &&
    hiveName(atoms) === null
  );
}

/** The name in `name=value`. */
function hiveName([first]: readonly Atom[]): string | null {
  return first?.kind === 'literal' ? (/^([^=]+)=/.exec(first.text)?.[1] ?? null) : null;
}

function trimmed(atoms: readonly Atom[]): readonly Atom[] {
  const isPart = ({ kind }: Atom): boolean => kind !== 'literal';
  return atoms.slice(atoms.findIndex(isPart), atoms.findLastIndex(isPart) + 1);
}

/** What becomes one column each, with the literals between. */
function columnsIn(atoms: readonly Atom[]): readonly (readonly Atom[])[] {
  const columns: (readonly Atom[])[] = [];
  let run: Atom[] = [];
  const flush = (): void => {
    const time = trimmed(run);
    const before = run.slice(0, run.indexOf(time[0] as Atom));
    const after = run.slice(before.length + time.length);
    if (!run.some(({ kind }) => kind === 'specifier')) columns.push(...run.map((atom) => [atom]));
    else if (dateFormat(time) === null) columns.push(...run.map((atom) => [atom]));
    else columns.push(...before.map((atom) => [atom]), time, ...after.map((atom) => [atom]));
    run = [];
  };
  for (const atom of atoms) {
    if (atom.kind === 'field') {
      flush();
      columns.push([atom]);
    } else run.push(atom);
  }
  flush();
  return columns;
}

class LayoutBuilder {
  readonly #startMs: number;
  readonly #last: string;
  readonly #names: Set<string>;
  readonly #partitions: Partition[] = [];
  #folder = '';
  #template = '';

  constructor(startMs: number, last: string, taken: readonly string[]) {
    this.#startMs = startMs;
    this.#last = last;
    this.#names = new Set(taken);
  }

  /** A folder, or several that are one. */
  add(atoms: readonly Atom[]): void {
    const columns = columnsIn(atoms);
    const named = hiveName(atoms);
    const isOnly = columns.filter(([atom]) => atom?.kind !== 'literal').length === 1;
    for (const column of columns) {
      const [first] = column;
      if (first === undefined) continue;
      if (first.kind === 'literal') {
        this.#template += first.text;
        continue;
      }
      const found = this.#describe(column, first);
      const wanted = named === null ? found.own : isOnly ? named : `${named}_${found.own}`;
      const name = freeName(cleanName(wanted), this.#names);
      this.#names.add(name);
      this.#partitions.push({ ...found.partition, name, wanted: cleanName(wanted) });
      this.#template += `\${${name}}`;
    }
    this.#template += '/';
    if (this.#partitions.length === 0) this.#folder = this.#template;
  }

  layout(): Layout {
    return { folder: this.#folder, template: this.#template, partitions: this.#partitions };
  }

  #describe(
    column: readonly Atom[],
    first: Atom,
  ): { readonly own: string; readonly partition: Omit<Partition, 'name' | 'wanted'> } {
    if (first.kind === 'field') {
      const own = first.path.findLast((step) => typeof step === 'string') ?? 'field';
      return { own, partition: { type: 'injected', properties: {}, date: null, isField: true } };
    }
    const date = dateFormat(column);
    if (date === null) {
      const { name, type, properties } = partOfTime(first.kind === 'specifier' ? first.name : '');
      return { own: name, partition: { type, properties, date, isField: false } };
    }
    const tokens = column.filter((atom) => atom.kind !== 'field');
    const start = timeFormat(tokens, utcZone).format(this.#startMs);
    const properties = {
      format: date.format,
      range: `${start},${this.#last}`,
      interval: '1',
      'interval.unit': `${date.unit.toUpperCase()}S`,
    };
    return { own: date.unit, partition: { type: 'date', properties, date, isField: false } };
  }
}

/** NOW is in UTC: where clocks are ahead of it, the present day would be missing for some hours. */
function lastOf(timezone: string): string {
  const zone = timeZone(timezone);
  if (zone === null || zone.utc) return 'NOW';
  const seasons = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];
  const hours = Math.ceil(Math.max(...seasons.map((ms) => zone.offsetMs(ms))) / 3_600_000);
  return hours > 0 ? `NOW+${hours}HOURS` : 'NOW';
}
