import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../../../shared/pipeline/faults.ts';
import type { EnrichmentTables } from '../../../shared/transform/vrl/functions/tables.ts';
import type { Cell, TableData } from '../../../shared/transform/vrl/runtime/tables/table.ts';
import type { FileTable } from '../../../shared/vector/read-vector.ts';
import { placeText } from '../../../shared/vector/text/tree.ts';
import { type Convert, conversionOf, typeWords } from './convert-cell.ts';
import { type CsvRow, parseCsv } from './parse-csv.ts';

/** What a package can hold without becoming slow to start. */
const maxFileMiB = 4;
const maxTotalMiB = 16;
const maxFaults = 10;

/** Tables whose files were read. */
interface ReadTables {
  readonly tables: EnrichmentTables;
  /** All that is wrong, a line each, with its place. */
  readonly faults: readonly string[];
  /** What has no effect, for people. */
  readonly told: readonly string[];
}

/** Reads the files of tables. @param folder from which their paths are */
export function readTables(written: readonly FileTable[], folder: string): ReadTables {
  const faults: string[] = [];
  const told: string[] = [];
  let totalBytes = 0;
  const found = new Map<string, TableData | null>();
  for (const table of written) {
    const fault = (message: string): void => {
      faults.push(`${placeText(table.place)}: ${table.path}.file.path: ${message}`);
    };
    const conversions = conversionsOf(table, faults);
    const read = readBytes(table.file, folder);
    if (typeof read === 'string') fault(read);
    else totalBytes += read.length;
    found.set(
      table.name,
      typeof read === 'string' ? null : tableOf(table, read, conversions, fault, told),
    );
  }
  const last = written.at(-1);
  if (totalBytes > maxTotalMiB * 1024 * 1024 && last !== undefined) {
    faults.push(
      `${placeText(last.place)}: enrichment_tables: ${tooLarge('all files together have', totalBytes, maxTotalMiB)}`,
    );
  }
  const names = [...found.keys()].toSorted();
  return { tables: { names, find: (name) => found.get(name) ?? null }, faults, told };
}

function readBytes(file: string, folder: string): Uint8Array | string {
  try {
    const path = resolve(folder, file);
    const { size } = statSync(path);
    if (size > maxFileMiB * 1024 * 1024) return tooLarge(`'${file}' has`, size, maxFileMiB);
    return readFileSync(path);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown cause';
    return `the file '${file}' cannot be read (${code}); paths are from the folder of the configuration`;
  }
}

function tooLarge(what: string, bytes: number, maxMiB: number): string {
  return `${what} ${(bytes / 1024 / 1024).toFixed(1)} MiB; allowed: ${maxMiB}, as rows are in the package; join a larger table in the query`;
}

/** How columns are read; what is no type is a fault, and its column text. */
function conversionsOf(
  { path, schema }: FileTable,
  faults: string[],
): ReadonlyMap<string, { readonly type: string; readonly convert: Convert }> {
  const all = new Map<string, { readonly type: string; readonly convert: Convert }>();
  for (const [column, { type, place }] of schema) {
    const convert = conversionOf(type);
    if (convert !== null) all.set(column, { type, convert });
    else {
      faults.push(
        `${placeText(place)}: ${path}.schema.${column}: got '${type}'${didYouMean(type, typeWords)}; allowed: ${typeWords.join(', ')}`,
      );
    }
  }
  return all;
}

function tableOf(
  table: FileTable,
  bytes: Uint8Array,
  conversions: ReturnType<typeof conversionsOf>,
  fault: (message: string) => void,
  told: string[],
): TableData | null {
  const { file, delimiter, hasHeaders, schema } = table;
  const text = textOf(bytes);
  if (text === null) {
    fault(`'${file}' is no UTF-8`);
    return null;
  }
  const { rows, openQuote } = parseCsv(text, delimiter);
  if (openQuote !== null) fault(`'${file}' line ${openQuote} has a quote that nothing closes`);
  const [first] = rows;
  if (first === undefined) {
    if (openQuote === null) fault(`'${file}' is empty`);
    return null;
  }
  const headers = hasHeaders ? first.fields : first.fields.map((_field, index) => String(index));
  for (const [column, { place }] of schema) {
    if (headers.includes(column)) continue;
    told.push(
      `${placeText(place)}: ${table.path}.schema.${column}: has no effect: the table has no such column${didYouMean(column, headers)}`,
    );
  }
  const faults: string[] = [];
  const ofColumns = headers.map((header) => conversions.get(header) ?? null);
  const body = hasHeaders ? rows.slice(1) : rows;
  const cells = body.map((row) => cellsOf(row, headers, ofColumns, faults));
  for (const message of faults.slice(0, maxFaults)) fault(`'${file}' ${message}`);
  if (faults.length > maxFaults) fault(`'${file}' has ${faults.length - maxFaults} more faults`);
  const content = JSON.stringify([headers, cells]);
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { digest, headers, rows: cells };
}

function cellsOf(
  { line, fields }: CsvRow,
  headers: readonly string[],
  columns: readonly ({ readonly type: string; readonly convert: Convert } | null)[],
  faults: string[],
): readonly Cell[] {
  if (fields.length !== headers.length) {
    faults.push(`line ${line} has ${fields.length} fields, and the first row ${headers.length}`);
    return [];
  }
  return fields.map((field, index) => {
    const column = columns[index] ?? null;
    if (column === null) return field;
    const cell = column.convert(field);
    if (cell !== null) return cell;
    faults.push(`line ${line}, column '${headers[index] ?? ''}': is no ${column.type}`);
    return field;
  });
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
