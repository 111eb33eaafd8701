import type { Column } from '../../encode/columns/column-type.ts';
import { filterablePaths } from '../../encode/parquet/bloom/filtered-leaf.ts';
import { parseColumn, sameName, typeNames } from '../../encode/columns/parse-type.ts';
import { pathStep, restColumn } from '../../encode/columns/rest.ts';
import { parseFieldPath } from '../../field-path.ts';
import { didYouMean, type Faults } from '../faults.ts';
import type { ParquetModel } from '../model.ts';
import { type Group, group, nullable, optional, type Values } from '../options/option.ts';
import { isPlainObject } from '../options/read-options.ts';
import { custom, integer, oneOf, textList, type ValueType } from '../options/value.ts';
import type { ParquetShape } from './parquet-shape.ts';
import { registeredColumnsOptions } from './registered-columns.ts';

const mebi = 1024 ** 2;

/** Columns as the options of a codec give them. */
export const columnTypes: ValueType<readonly Column[]> = custom(
  `columns by name, each with its type as text: ${typeNames}`,
  (raw) => {
    if (!isPlainObject(raw)) return null;
    const names = Object.keys(raw);
    if (names.length === 0) return { why: 'there is none' };
    const twice = sameName([restColumn, ...names]);
    if (twice?.toLowerCase() === restColumn)
      return { why: `'${restColumn}' is for what has no column` };
    if (twice !== null) return { why: `'${twice}' differs from another one in case alone` };
    const columns: Column[] = [];
    for (const name of names) {
      const type = raw[name];
      if (name === '' || !name.isWellFormed()) return { why: 'a name is no text' };
      if (typeof type !== 'string') return { why: `the type of '${name}' is no text` };
      const parsed = parseColumn(name, type);
      if (!parsed.ok) return { why: `'${name}': ${parsed.fault}` };
      columns.push(parsed.column);
    }
    return { value: columns };
  },
);

const columnPath: ValueType<string> = custom(
  'a column, or a field of a struct: device, position.id',
  (raw) => {
    const parsed = typeof raw === 'string' ? parseFieldPath(raw) : null;
    if (parsed?.ok !== true) return null;
    const names = parsed.path.filter((step) => typeof step === 'string');
    if (names.length < parsed.path.length) return null;
    return { value: names.map(pathStep).join('.') };
  },
);

/** The options of the codec `parquet`, in the order in which they are told. */
export const parquetOptions: Group<ParquetShape> = group({
  schema: nullable(columnTypes),
  schemaRegistry: registeredColumnsOptions,
  addColumns: nullable(columnTypes),
  onTypeConflict: nullable(oneOf(['rest', 'dead_letter'])),
  unknownFields: nullable(oneOf(['rest', 'drop'])),
  compression: optional(oneOf(['zstd', 'snappy', 'gzip', 'none']), 'zstd'),
  rowGroupBytes: optional(integer(mebi, 256 * mebi), 32 * mebi),
  bloomFilterColumns: nullable(textList(columnPath, 'columns')),
});

/** Columns that sources say, with others beside them, or in their place. */
function withAdded(
  known: readonly Column[] | null,
  added: readonly Column[],
): readonly Column[] | null {
  if (known === null) return null;
  const names = new Map(added.map((column) => [column.name.toLowerCase(), column]));
  const replaced = known.map((column) => {
    const name = column.name.toLowerCase();
    const other = names.get(name);
    names.delete(name);
    return other ?? column;
  });
  const all = [...replaced, ...names.values()];
  // everything was deleted that they say
  return all.length === 0 ? null : all;
}

function whyNotAdded(
  schema: readonly Column[] | null,
  known: readonly Column[] | null,
): string | null {
  if (schema !== null)
    return 'is given, and schema is too, which says all columns; give one of them';
  if (known !== null) return null;
  return 'is for sources of protobuf, whose messages say the other columns, and for schemaRegistry; give all of them as schema';
}

/** Whether what says the columns is as it was written. */
function isSettled(path: string, faults: Faults): boolean {
  return faults.settled(`${path}.schema`, `${path}.schemaRegistry`);
}

/** The rules of files of columns. */
export function parquetModel(
  values: Values<ParquetShape>,
  path: string,
  faults: Faults,
  columnsKnown: readonly Column[] | null,
): ParquetModel {
  const { schema, addColumns, onTypeConflict, unknownFields, compression, rowGroupBytes } = values;
  const bloomFilterColumns = values.bloomFilterColumns ?? [];
  const given = isSettled(path, faults);
  if (addColumns !== null && given) {
    const why = whyNotAdded(schema, columnsKnown);
    if (why !== null) faults.add(`${path}.addColumns`, why);
  }
  const columns = schema ?? withAdded(columnsKnown, addColumns ?? []);
  checkColumns(values, columns, path, faults);
  const filterable = columns === null ? bloomFilterColumns : filterablePaths(columns);
  const odd = bloomFilterColumns.find((column) => !filterable.includes(column));
  if (given && odd !== undefined) {
    faults.add(
      `${path}.bloomFilterColumns`,
      `'${odd}'${didYouMean(odd, filterable)} is no column of the schema that takes one; allowed: ${filterable.join(', ')}`,
    );
  }
  return {
    codec: 'parquet',
    columns,
    onTypeConflict: onTypeConflict ?? 'rest',
    unknownFields: unknownFields ?? 'rest',
    compression,
    rowGroupBytes,
    bloomFilterColumns,
  };
}

/** What has to go together in the options of codecs with columns. */
export function checkColumns(
  values: Pick<Values<ParquetShape>, 'onTypeConflict' | 'unknownFields'>,
  columns: readonly Column[] | null,
  path: string,
  faults: Faults,
): void {
  const given = isSettled(path, faults);
  for (const name of ['onTypeConflict', 'unknownFields'] as const) {
    if (given && columns === null && values[name] !== null) {
      faults.add(
        `${path}.${name}`,
        'needs a schema, schemaRegistry, or sources of protobuf: without, columns are made for all that an object holds',
      );
    }
  }
  const required = columns?.find((column) => column.required);
  if (required !== undefined && values.onTypeConflict !== 'dead_letter') {
    faults.add(
      `${path}.schema`,
      `'${required.name}' is 'not null', so an event that lacks it has no place; set onTypeConflict: 'dead_letter'`,
    );
  }
}
