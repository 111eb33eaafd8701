import { DuckDBInstance } from '@duckdb/node-api';
import { SluiceError } from '../../../shared/errors.ts';

type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;

/** A DuckDB in memory: a query engine that shares no code with Sluice, and so counts for itself. */
export interface Sql {
  readonly run: (statement: string) => Promise<void>;
  /** For texts, booleans, integers and doubles; integers come as numbers. */
  readonly rows: (query: string) => Promise<Row[]>;
  /** Puts rows into a table that is there, column by column; texts and integers only. */
  readonly insert: (
    table: string,
    rows: readonly (readonly (string | number)[])[],
  ) => Promise<void>;
  readonly close: () => void;
}

export async function openSql(): Promise<Sql> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    run: async (statement) => void (await connection.run(statement)),
    rows: async (query) => {
      const reader = await connection.runAndReadAll(query);
      return reader.getRowObjectsJS().map((row) => {
        const values = Object.entries(row).map(([name, value]) => [name, plain(value)] as const);
        return Object.fromEntries(values);
      });
    },
    insert: async (table, rows) => {
      const appender = await connection.createAppender(table);
      for (const row of rows) {
        for (const value of row) {
          if (typeof value === 'string') appender.appendVarchar(value);
          else appender.appendBigInt(BigInt(value));
        }
        appender.endRow();
      }
      appender.closeSync();
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Quotes a text for a statement. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function plain(value: unknown): Value {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  throw new SluiceError('INTERNAL', 'a query of the demo gives a type that sql.ts does not know');
}
