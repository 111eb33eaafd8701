import type { FileMaker } from './make-file.ts';
import { toFile } from './to-file.ts';

/** Files are made on the thread that asks, which does nothing else meanwhile: for hosts with little to publish at once. */
export const parquetHere: FileMaker = {
  compressHeld: false,
  makerOf: (options) => (lines) => Promise.resolve(toFile(lines, options)),
};
