import { Failure } from '../failure.ts';
import { searchTable } from '../tables/search.ts';
import type { EnrichmentTable } from '../tables/table.ts';
import type { Bytes } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

/** The one row that matches. */
export function getEnrichmentTableRecord(
  table: EnrichmentTable,
  _name: Bytes,
  condition: VrlObject,
  select: Value[] | undefined,
  isCaseSensitive: boolean,
  wildcard: Bytes | undefined,
): VrlObject | Failure {
  const rows = searchTable(table, { condition, select, isCaseSensitive, wildcard });
  if (rows instanceof Failure) return rows;
  if (rows === null) return new Failure('no rows found in index');
  if (rows.length > 1) return new Failure('more than one row found');
  return rows[0] ?? new Failure('no rows found');
}
