/**
 * Makes one Parquet file of the pieces of lines in a file, by the thread that does it in a container, and says what memory
 * the process took: `node measure-memory.ts PIECES OPTIONS`. It is a process of its own and loads no more than it needs,
 * as what makes the events and reads the pipeline takes memory, too.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { parquetInThread } from '../../shared/encode/file/make-in-thread.ts';
import type { ParquetOptions } from '../../shared/encode/parquet/to-parquet.ts';

const [file = '', options = ''] = process.argv.slice(2);
const pieces = readPieces(file);
const makeFile = parquetInThread.makerOf({
  format: 'parquet',
  ...(JSON.parse(options) as ParquetOptions),
});
const beforeMb = usedMb();
const made = await makeFile({ pieces, compressed: true });
const bytes = made.reduce((sum, { length }) => sum + length, 0);
process.stdout.write(
  `${(bytes / 1e6).toFixed(1)} MB; the process took ${beforeMb} MB of memory before, and ${usedMb()} at most\n`,
);

/** Each into a buffer of its own, as an open object has them: the file is never whole in memory. */
function readPieces(path: string): readonly Uint8Array[] {
  const read: Uint8Array[] = [];
  const length = Buffer.alloc(4);
  const descriptor = openSync(path, 'r');
  while (readSync(descriptor, length) === length.length) {
    const piece = Buffer.alloc(length.readUInt32LE());
    readSync(descriptor, piece);
    read.push(piece);
  }
  closeSync(descriptor);
  return read;
}

/** At most so far, of this process. */
function usedMb(): number {
  // in kilobytes
  return Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
}
