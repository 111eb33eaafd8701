import type { Column } from '../../encode/parquet/column-type.ts';
import { parseColumn, sameName, typeNames } from '../../encode/parquet/parse-type.ts';
import { restColumn } from '../../encode/parquet/rest.ts';
import type { Faults } from '../faults.ts';
import type { ParquetModel } from '../model.ts';
import { type Group, group, nullable, optional, type Values } from '../options/option.ts';
import { isPlainObject } from '../options/read-options.ts';
import { custom, integer, oneOf, type ValueType } from '../options/value.ts';
import type { ParquetShape } from './parquet-shape.ts';

const mebi = 1024 ** 2;

/** Columns as the options of a codec give them. */
export const schema: ValueType<readonly Column[]> = custom(
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

/** The options of the codec `parquet`, in the order in which they are told. */
export const parquetOptions: Group<ParquetShape> = group({
  schema: nullable(schema),
  onTypeConflict: nullable(oneOf(['rest', 'dead_letter'])),
  unknownFields: nullable(oneOf(['rest', 'drop'])),
  compression: optional(oneOf(['zstd', 'snappy', 'gzip', 'none']), 'zstd'),
  rowGroupBytes: optional(integer(mebi, 256 * mebi), 32 * mebi),
});

/** The rules of files of columns. */
export function parquetModel(
  values: Values<ParquetShape>,
  path: string,
  faults: Faults,
): ParquetModel {
  checkColumns(values, path, faults);
  const { schema: columns, onTypeConflict, unknownFields, compression, rowGroupBytes } = values;
  return {
    codec: 'parquet',
    columns,
    onTypeConflict: onTypeConflict ?? 'rest',
    unknownFields: unknownFields ?? 'rest',
    compression,
    rowGroupBytes,
  };
}

/** What has to go together in the options of codecs with columns. */
export function checkColumns(
  values: Pick<Values<ParquetShape>, 'schema' | 'onTypeConflict' | 'unknownFields'>,
  path: string,
  faults: Faults,
): void {
  const { schema: columns, onTypeConflict } = values;
  const given = faults.settled(`${path}.schema`);
  for (const name of ['onTypeConflict', 'unknownFields'] as const) {
    if (given && columns === null && values[name] !== null) {
      faults.add(
        `${path}.${name}`,
        'needs a schema: without one, columns are made for all that an object holds',
      );
    }
  }
  const required = columns?.find((column) => column.required);
  if (required !== undefined && onTypeConflict !== 'dead_letter') {
    faults.add(
      `${path}.schema`,
      `'${required.name}' is 'not null', so an event that lacks it has no place; set onTypeConflict: 'dead_letter'`,
    );
  }
}
