import { join } from 'node:path';
import type { GlueTableInput } from '../../../functions/cli/ddl/glue.ts';
import { quoted, type Sql } from '../../demo/check/sql.ts';

/** A view with the columns and partitions of a table over lines of JSON, over a copy of the bucket in a folder. */
export async function makeDuckTable(
  sql: Sql,
  { Name: name, StorageDescriptor: storage }: GlueTableInput,
  folder: string,
): Promise<void> {
  const { Columns: columns, Location: location, SerdeInfo: serde } = storage;
  const where = join(folder, location.replace(/^s3:\/\/[^/]+\//, ''), '**', '*.*');
  const types = columns.map(({ Name: column, Type: type }) => {
    const field = serde.Parameters[`mapping.${column}`] ?? column;
    return `${quoted(field)}: ${quoted(duckType(type))}`;
  });
  await sql.run(`CREATE VIEW ${name} AS FROM read_json(${quoted(where)},
    format = 'newline_delimited', hive_partitioning = true, hive_types_autocast = false,
    columns = { ${types.join(', ')} })`);
}

/** A type of Glue's in DuckDB's words. */
function duckType(type: string): string {
  const list = /^array<(.*)>$/.exec(type)?.[1];
  if (list !== undefined) return `${duckType(list)}[]`;
  const fields = /^struct<(.*)>$/.exec(type)?.[1];
  if (fields !== undefined) {
    const each = fields.split(',').map((field) => {
      const [name = '', ...rest] = field.split(':');
      return `"${name}" ${duckType(rest.join(':'))}`;
    });
    return `STRUCT(${each.join(', ')})`;
  }
  return type === 'string' ? 'VARCHAR' : type.toUpperCase();
}
