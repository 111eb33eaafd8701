import { pageCodecs, type ParquetCompression } from './codecs.ts';
import type { Column } from '../columns/column-type.ts';
import type { HeldLines } from '../columns/ndjson-events.ts';
import { planColumns } from '../columns/plan-columns.ts';
import type { RestRules } from '../columns/rest.ts';
import { ParquetFile } from './parquet-file.ts';

/** How a sink's files are made; can be sent to another thread. */
export interface ParquetOptions {
  /** Null: they follow from the events of each object. */
  readonly columns: readonly Column[] | null;
  readonly rest: RestRules;
  /** Paths of columns and of fields of structs: `device`, `position.id`. */
  readonly bloomFilterColumns: readonly string[];
  readonly compression: ParquetCompression;
  /** Lines of JSON that make a row group. */
  readonly rowGroupBytes: number;
  readonly createdBy: string;
}

/**
 * Makes one Parquet file of the events of an object. Row groups end where the bytes of their lines say, so that the same
 * events give the same file. In memory are one row group, one piece, and the file.
 *
 * @throws {SluiceError} INTERNAL where an event lacks a required column, which is told before it is written
 */
export function toParquet(lines: HeldLines, options: ParquetOptions): readonly Uint8Array[] {
  const { bloomFilterColumns, compression, createdBy, rowGroupBytes } = options;
  const { columns, rest, each } = planColumns(lines, options);
  const codec = pageCodecs[compression];
  const file = new ParquetFile({ columns, rest, bloomFilterColumns, codec, createdBy });
  const pieces: Uint8Array[] = [];
  let groupBytes = 0;
  each((event, lineBytes) => {
    file.add(event);
    groupBytes += lineBytes;
    if (groupBytes < rowGroupBytes) return;
    file.endRowGroup();
    // pages lie in memory that holds much else: in one piece they take what they are
    pieces.push(Buffer.concat(file.take()));
    groupBytes = 0;
  });
  file.finish();
  pieces.push(Buffer.concat(file.take()));
  return pieces;
}
