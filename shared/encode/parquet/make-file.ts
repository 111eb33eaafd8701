import type { HeldLines } from './ndjson-events.ts';
import type { ParquetOptions } from './to-parquet.ts';

/** Makes the file of an object whose lines were held until now: its bytes, in pieces. */
export type MakeFile = (lines: HeldLines) => Promise<readonly Uint8Array[]>;

/** Where a host makes Parquet files. */
export interface FileMaker {
  /** Whether lines are to be held as zstd frames: worth while where they are held for long. */
  readonly compressHeld: boolean;
  readonly makerOf: (options: ParquetOptions) => MakeFile;
}
