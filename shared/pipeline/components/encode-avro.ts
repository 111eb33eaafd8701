import type { AvroCompression } from '../../encode/avro/codecs.ts';
import type { Column } from '../../encode/columns/column-type.ts';
import { isAvroName, otherName } from '../../encode/avro/avro-schema.ts';
import type { Faults } from '../faults.ts';
import type { AvroModel } from '../model.ts';
import {
  type Group,
  group,
  nullable,
  type Option,
  optional,
  type Values,
} from '../options/option.ts';
import { oneOf } from '../options/value.ts';
import { checkColumns, columnTypes } from './parquet.ts';
import type { ParquetShape } from './parquet-shape.ts';
import { registeredColumnsOptions } from './registered-columns.ts';

/** The types of the options of the codec `avro`. */
export type AvroFileShape = Pick<
  ParquetShape,
  'schema' | 'schemaRegistry' | 'onTypeConflict' | 'unknownFields'
> & {
  readonly compression: Option<AvroCompression>;
};

/** The options of the codec `avro`. */
export const avroFileOptions: Group<AvroFileShape> = group({
  schema: nullable(columnTypes),
  schemaRegistry: registeredColumnsOptions,
  onTypeConflict: nullable(oneOf(['rest', 'dead_letter'])),
  unknownFields: nullable(oneOf(['rest', 'drop'])),
  compression: optional(oneOf(['deflate', 'snappy', 'zstandard', 'none']), 'deflate'),
});

/** @param registered columns of a schema that a registry has */
export function avroModel(
  values: Values<AvroFileShape>,
  path: string,
  faults: Faults,
  registered: readonly Column[] | null,
): AvroModel {
  const { schema, onTypeConflict, unknownFields, compression } = values;
  const columns = schema ?? registered;
  const from = schema === null ? 'schemaRegistry' : 'schema';
  checkColumns(values, columns, path, faults);
  for (const { name, type } of columns ?? []) {
    const other = isAvroName(name) ? otherName(type) : name;
    if (other === null || !faults.settled(`${path}.schema`)) continue;
    faults.add(
      `${path}.${from}`,
      `'${other}' is no name to Avro, which has letters, digits and the underscore; rename the field in a transform`,
    );
  }
  return {
    codec: 'avro',
    columns,
    onTypeConflict: onTypeConflict ?? 'rest',
    unknownFields: unknownFields ?? 'rest',
    compression,
  };
}
