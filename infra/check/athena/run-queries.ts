import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ddl } from '../../../functions/cli/ddl.ts';
import type { GlueTableInput } from '../../../functions/cli/ddl/glue.ts';
import { openSql } from '../../demo/check/sql.ts';
import { athenaTable } from './athena-table.ts';
import { makeDuckTable } from './duck-table.ts';
import { trinoRows } from './trino-rows.ts';
import { trinoTable } from './trino-table.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const athena = join(root, 'infra', 'athena');

/** The table of `sluice ddl` for the devices pipeline, and the one over its dead letters, over a bucket. */
export async function tablesOver(bucket: string): Promise<readonly GlueTableInput[]> {
  let statement = '';
  const sample = join(athena, 'sample.ndjson');
  const pipeline = join(root, 'pipelines', 'devices.ts');
  await ddl.run([pipeline, '--sample', sample, '--start', '2024-12-01'], {
    cwd: root,
    env: { S3_BUCKET: bucket },
    stdin: Readable.from([]),
    out: (text) => {
      statement += text;
    },
    err: () => undefined,
    signal: new AbortController().signal,
  });
  const letters = await readFile(join(athena, 'dead-letters.sql'), 'utf8');
  return [athenaTable(statement, bucket), athenaTable(letters, bucket)];
}

/** The queries of infra/athena, by name. */
export async function athenaQueries(): Promise<ReadonlyMap<string, string>> {
  const folder = join(athena, 'queries');
  const queries = new Map<string, string>();
  for (const file of (await readdir(folder)).toSorted()) {
    queries.set(file.replace('.sql', ''), await readFile(join(folder, file), 'utf8'));
  }
  return queries;
}

type Rows = readonly (readonly unknown[])[];

/**
 * What each query says on Trino over a bucket, and on DuckDB over a copy of it: two engines that share nothing.
 * @param folder of the copy
 */
export async function askBoth(
  trino: string,
  bucket: string,
  folder: string,
): Promise<ReadonlyMap<string, { readonly trino: Rows; readonly duck: Rows }>> {
  const schema = `hive.${bucket.replaceAll('-', '_')}`;
  const tables = await tablesOver(bucket);
  const sql = await openSql();
  try {
    await trinoRows(trino, `CREATE SCHEMA ${schema}`);
    for (const table of tables) {
      await trinoRows(trino, trinoTable(schema, table));
      await makeDuckTable(sql, table, folder);
    }
    const answers = new Map<string, { readonly trino: Rows; readonly duck: Rows }>();
    for (const [name, query] of await athenaQueries()) {
      const duck = (await sql.rows(query)).map((row) => Object.values(row));
      answers.set(name, { trino: await trinoRows(trino, query, schema.slice(5)), duck });
    }
    return answers;
  } finally {
    sql.close();
  }
}
