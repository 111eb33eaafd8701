import type { Failure } from '../failure.ts';
import { searchTable } from '../tables/search.ts';
import type { EnrichmentTable } from '../tables/table.ts';
import type { Bytes } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

/** All rows that match, in their order. */
export function findEnrichmentTableRecords(
  table: EnrichmentTable,
  _name: Bytes,
  condition: VrlObject,
  select: Value[] | undefined,
  isCaseSensitive: boolean,
  wildcard: Bytes | undefined,
): VrlObject[] | Failure {
  return searchTable(table, { condition, select, isCaseSensitive, wildcard }) ?? [];
}
