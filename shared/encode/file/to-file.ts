import { type AvroFileOptions, toAvro } from '../avro/to-avro.ts';
import type { HeldLines } from '../columns/ndjson-events.ts';
import { type ParquetOptions, toParquet } from '../parquet/to-parquet.ts';

/** How a sink's files are made; can be sent to another thread. */
export type FileOptions = (ParquetOptions & { readonly format: 'parquet' }) | AvroFileOptions;

/** Makes one file of the events of an object. */
export function toFile(lines: HeldLines, options: FileOptions): readonly Uint8Array[] {
  return options.format === 'parquet' ? toParquet(lines, options) : toAvro(lines, options);
}
