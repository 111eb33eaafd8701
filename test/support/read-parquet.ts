import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Column } from '../../shared/encode/columns/column-type.ts';
import { parseColumn } from '../../shared/encode/columns/parse-type.ts';
import { type ParquetOptions, toParquet } from '../../shared/encode/parquet/to-parquet.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The columns of a schema as a pipeline states it. */
export function columnsOf(schema: Readonly<Record<string, string>>): readonly Column[] {
  return Object.entries(schema).map(([name, type]) => {
    const parsed = parseColumn(name, type);
    if (!parsed.ok) throw new Error(parsed.fault);
    return parsed.column;
  });
}

/** A file of events, each as JSON in one line. */
export function fileOf(lines: readonly string[], options: Partial<ParquetOptions> = {}): Buffer {
  const pieces = lines.map((line) => Buffer.from(`${line}\n`));
  return fileOfPieces(pieces, options);
}

/** The same of lines that are cut anywhere. */
export function fileOfPieces(
  pieces: readonly Uint8Array[],
  options: Partial<ParquetOptions> = {},
): Buffer {
  const defaults: ParquetOptions = {
    columns: null,
    rest: { column: true, unknownFields: true },
    compression: 'zstd',
    rowGroupBytes: 1024 ** 2,
    bloomFilterColumns: [],
    createdBy: 'test',
  };
  return Buffer.concat(toParquet({ pieces, compressed: false }, { ...defaults, ...options }));
}

/** Its rows as hyparquet reads them. */
export async function readWithHyparquet(bytes: Buffer): Promise<readonly Row[]> {
  const file = new Uint8Array(bytes).buffer;
  return parquetReadObjects({ file, compressors, utf8: false });
}

/** Its rows as DuckDB reads them. @param select over the table `file`, or the file at `getvariable('path')` */
export async function readWithDuckDb(
  bytes: Buffer,
  select = 'SELECT * FROM file',
): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-parquet-'));
  try {
    const path = join(folder, 'file.parquet');
    await writeFile(path, bytes);
    const duckdb = await DuckDBInstance.create(':memory:');
    const connection = await duckdb.connect();
    await connection.run(`SET VARIABLE path = '${path}'`);
    await connection.run(`CREATE VIEW file AS FROM read_parquet('${path}')`);
    const result = await connection.runAndReadAll(select);
    const rows = result.getRowObjectsJS() as readonly Row[];
    connection.closeSync();
    duckdb.closeSync();
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
