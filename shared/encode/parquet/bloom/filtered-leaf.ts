import type { Column, ColumnType } from '../../columns/column-type.ts';
import { pathStep } from '../../columns/rest.ts';

const kinds: ReadonlySet<ColumnType['kind']> = new Set([
  'int',
  'bigint',
  'string',
  'json',
  'mixed',
  'binary',
  'date',
  'uuid',
]);

/**
 * Whether a column of the type can have a bloom filter that all readers understand alike: DuckDB looks for times of another
 * unit in it, Trino asks none for decimals, and of the two zeros of a double a filter knows one.
 */
export function takesBloomFilter({ kind }: ColumnType): boolean {
  return kinds.has(kind);
}

/** Paths of all columns, and fields of structs, that can have one: engines ask none of what is in lists and maps. */
export function filterablePaths(columns: readonly Column[], above = ''): readonly string[] {
  return columns.flatMap(({ name, type }) => {
    const path = `${above}${pathStep(name)}`;
    if (type.kind === 'struct') return filterablePaths(type.fields, `${path}.`);
    return takesBloomFilter(type) ? [path] : [];
  });
}
