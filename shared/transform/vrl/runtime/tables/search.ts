import { setField } from '../../../../set-field.ts';
import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { type Bytes, isString, textOf } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';
import { type EnrichmentTable, wantedOf } from './table.ts';

/** What calls of the two functions pass. */
interface Search {
  readonly condition: VrlObject;
  readonly select: readonly Value[] | undefined;
  readonly isCaseSensitive: boolean;
  readonly wildcard: Bytes | undefined;
}

/** Rows that match as objects; null: the index knows none. */
export function searchTable(
  table: EnrichmentTable,
  { condition, select, isCaseSensitive, wildcard }: Search,
): VrlObject[] | null | Failure {
  const wanted = wantedOf(table, condition, isCaseSensitive);
  if (wanted instanceof Failure) return wanted;
  const wrong = select?.find((name) => !isString(name));
  if (wrong !== undefined) return new Failure(`expected string, got ${kindName(wrong)}`);
  if (wildcard instanceof Uint8Array && !isCaseSensitive) {
    return new Failure('column contains invalid utf');
  }
  const chosen = select === undefined ? null : new Set(select.filter(isString).map(textOf));
  const rows = table.find(wanted, { isCaseSensitive, wildcard });
  return rows?.map((row) => objectOf(table.headers, row, chosen)) ?? null;
}

function objectOf(
  headers: readonly string[],
  row: readonly Value[],
  chosen: ReadonlySet<string> | null,
): VrlObject {
  const object: VrlObject = {};
  for (const [index, header] of headers.entries()) {
    if (chosen === null || chosen.has(header)) setField(object, header, row[index] ?? null);
  }
  return object;
}
