import {
  type Column,
  type ColumnType,
  typeText,
} from '../../../shared/encode/columns/column-type.ts';
import type { CsvModel } from '../../../shared/pipeline/model.ts';
import { cleanName } from './column-name.ts';
import type { TableColumn, TableColumns } from './columns.ts';
import type { Sampled } from './sample.ts';

/** A character that no text has: otherwise OpenCSVSerDe takes a backslash within a text for a sign of its own, and drops it. */
const noEscape = '\u0001';

/** What is never in quotes, whatever its value is. */
const bare: ReadonlySet<ColumnType['kind']> = new Set(['bigint', 'boolean', 'double']);

/** The signs of numbers and of true and false: where one of them is the delimiter, numbers are in quotes. */
const ofBare = /[a-z0-9+.-]/i;

/**
 * Which SerDe reads the rows. LazySimpleSerDe has types, and reads nothing as null, but knows no quotes: it is for rows of
 * numbers and booleans alone. All others are for OpenCSVSerDe, which reads quotes, and whose columns are text: it takes a
 * number column for broken where a row has nothing in it.
 */
export function csvFormat(
  { delimiter, fields }: CsvModel,
  sampled: Sampled | null,
): 'csv' | 'delimited' {
  const columns = sampled?.columns ?? [];
  if (columns.length === 0 || ofBare.test(delimiter)) return 'csv';
  const types = typesOf(columns);
  const areBare = fields.every((field) => bare.has(types.get(field)?.kind ?? 'string'));
  return areBare ? 'delimited' : 'csv';
}

/** One column a field, in their order, as a row has no names: with the types of the sample, or as text that says them. */
export function csvColumns(
  { fields }: CsvModel,
  sampled: Sampled | null,
  format: 'csv' | 'delimited',
): TableColumns {
  const types = typesOf(sampled?.columns ?? []);
  const taken = new Set<string>();
  const columns: TableColumn[] = [];
  for (const field of fields) {
    const base = cleanName(field.replace(/^\./, ''));
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
    taken.add(name);
    const type = types.get(field);
    const text = type === undefined ? 'string' : typeText(type);
    if (format === 'delimited') columns.push({ name, type: text, field: null });
    else if (text === 'string') columns.push({ name, type: 'string', field: null });
    else {
      const comment = isNested(type) ? 'JSON' : text === 'mixed' ? 'of several kinds' : text;
      columns.push({ name, type: 'string', field: null, comment });
    }
  }
  return { columns, warnings: [] };
}

/** What the SerDe has to know. */
export function csvSerde(
  { delimiter, quote }: CsvModel,
  format: 'csv' | 'delimited',
): ReadonlyMap<string, string> {
  return format === 'csv'
    ? new Map([
        ['separatorChar', delimiter],
        ['quoteChar', quote],
        ['escapeChar', noEscape],
      ])
    : new Map([
        ['field.delim', delimiter],
        ['serialization.format', delimiter],
      ]);
}

/** What Athena makes of rows that one may not think. */
export function csvWarnings(
  sampled: Sampled | null,
  format: 'csv' | 'delimited',
): readonly string[] {
  if (format === 'delimited') return [];
  const broken = sampled?.lineBreaks ?? [];
  const warnings = broken.map(
    (field) =>
      `the field '${field}' has line breaks in the sample, and to Athena a row ends at each: take them out in a transform, or choose Parquet`,
  );
  const isNestedAt = (column: Column): boolean => isNested(column.type);
  for (const { name } of sampled?.columns?.filter(isNestedAt) ?? []) {
    warnings.push(`the field '${name}' is a list or an object: its column is JSON text`);
  }
  return warnings;
}

/** How such columns are queried. */
export function csvHints(sampled: Sampled | null, format: 'csv' | 'delimited'): readonly string[] {
  if (format === 'delimited') {
    return [
      'Rows are numbers and booleans alone, as in the sample, so LazySimpleSerDe reads them, which has types; it knows no quotes. What comes as text is read as null, and text with a delimiter shifts the columns behind it.',
    ];
  }
  return [
    "OpenCSVSerDe has text alone, and does not tell null from empty text: CAST(NULLIF(name, '') AS bigint) is a number.",
    ...(sampled === null
      ? ['With --sample, columns say what they hold, and rows of numbers alone get types.']
      : []),
    'A line break within a text ends the row for Athena.',
  ];
}

function isNested(type: ColumnType | undefined): boolean {
  return type !== undefined && ['list', 'map', 'struct'].includes(type.kind);
}

function typesOf(columns: readonly Column[]): ReadonlyMap<string, ColumnType> {
  return new Map(columns.map(({ name, type }) => [name, type]));
}
