import { globSync } from 'node:fs';
import { join } from 'node:path';
import { dataPrefix } from './lake-tables.ts';
import { quoted } from './sql.ts';
import type { Row, Sql } from './sql.ts';

export interface Sample {
  /** As it would be typed into Athena, where `devices` is the table over the bucket. */
  readonly query: string;
  readonly rows: readonly Row[];
}

/** Athena prunes by dt and dth, and so reads and bills these prefixes alone. */
const query = `SELECT device_name, dth AS hour, count(*) AS events, sum(one) AS one, sum(two) AS two,
       round(avg(sensor.temperature), 2) AS temperature
FROM devices
WHERE dt = '2024-12-28' AND dth >= '2024-12-28-21' AND device_name IN ('device_a', 'device_b')
GROUP BY device_name, dth
ORDER BY device_name, dth`;

/** Asks by device and hour, on a table declared as for Athena: typed columns, partitions from the prefix. */
export async function runSample(sql: Sql, folder: string): Promise<Sample> {
  if (await isEmpty(sql)) return { query, rows: [] };
  const isParquet = globSync(join(folder, dataPrefix, '**', '*.parquet')).length > 0;
  await sql.run(
    `CREATE VIEW devices AS FROM ${isParquet ? parquetFiles(folder) : jsonFiles(folder)}`,
  );
  return { query, rows: await sql.rows(query) };
}

function parquetFiles(folder: string): string {
  return `read_parquet(${quoted(join(folder, dataPrefix, '**', '*.parquet'))},
    hive_partitioning = true, hive_types_autocast = false)`;
}

function jsonFiles(folder: string): string {
  return `
    read_json(${quoted(join(folder, dataPrefix, '**', '*.*'))},
      format = 'newline_delimited', hive_partitioning = true, hive_types_autocast = false,
      ignore_errors = true,
      columns = {
        'event_id': 'BIGINT', 'device_name': 'VARCHAR', 'message_key': 'VARCHAR', 'timestamp': 'VARCHAR',
        'one': 'BIGINT', 'two': 'BIGINT', 'three': 'BIGINT',
        'sensor': 'STRUCT(temperature DOUBLE, humidity BIGINT, "on" BOOLEAN)', 'tags': 'VARCHAR[]' })`;
}

async function isEmpty(sql: Sql): Promise<boolean> {
  const [count] = await sql.rows('SELECT count(*) AS lines FROM stored');
  return count?.['lines'] === 0;
}
