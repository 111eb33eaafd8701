import type { HeldLines } from '../columns/ndjson-events.ts';
import type { FileOptions } from './to-file.ts';

/** Makes a file of lines: its bytes, in pieces. */
export type MakeFile = (lines: HeldLines) => Promise<readonly Uint8Array[]>;

/** Does so for an object whose lines were held until now, and are from now on beside it. */
export type FinishFile = (
  lines: HeldLines,
  /** Hears of the bytes of memory that it takes. */
  account: (bytes: number) => void,
) => Promise<readonly Uint8Array[]>;

/** Where a host makes files of the lines of objects. */
export interface FileMaker {
  /** Whether lines are to be held as zstd frames: worth while where they are held for long. */
  readonly compressHeld: boolean;
  readonly makerOf: (options: FileOptions) => MakeFile;
}
