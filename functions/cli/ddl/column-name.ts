/** What Athena takes as the name of a column, in backquotes: in lower case, as it knows no other. */
export function isPlainName(name: string): boolean {
  return /^[a-z0-9_]{1,255}$/i.test(name);
}

/** The nearest that it takes. */
export function cleanName(name: string): string {
  const clean = name.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '_');
  return clean.slice(0, 200) || '_';
}

/** The same, or with something more where there is one of that name. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const other = `partition_${name}`;
  let free = other;
  for (let number = 2; taken.has(free); number += 1) free = `${other}_${number}`;
  return free;
}

/** Words of Athena's DDL; a field of a struct that is called so stands in backquotes. */
const reserved: ReadonlySet<string> = new Set(
  (
    'all alter and array as authorization between bigint binary boolean both by cache case cast char column commit conf ' +
    'constraint create cross cube current current_date current_timestamp cursor database date dayofweek decimal delete ' +
    'describe distinct div double drop else end exchange exists extended external extract false fetch float floor ' +
    'following for foreign from full function grant group grouping having if import in inner insert int integer ' +
    'intersect interval into is join lateral left less like local macro map more none not null numeric of on only or ' +
    'order out outer over partialscan partition percent preceding precision preserve primary procedure range reads ' +
    'reduce references regexp revoke right rlike rollback rollup row rows select set smallint start table tablesample ' +
    'then time timestamp to transform trigger true truncate unbounded union uniquejoin update user using utc_timestamp ' +
    'values varchar views when where window with'
  ).split(' '),
);

/** A name within a type. */
export function nestedName(name: string): string {
  const lower = name.toLowerCase();
  return reserved.has(lower) || !/^[a-z]/.test(lower) ? `\`${lower}\`` : lower;
}
