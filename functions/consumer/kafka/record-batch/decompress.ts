// by name from the module: a Node without zstd could not even say that it is too old
import zlib from 'node:zlib';
import { decompressLz4 } from './lz4.ts';
import { decompressSnappy } from './snappy.ts';

/** Codecs by their number in a batch's attributes; 0 is none. */
export const codecNames: readonly string[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/**
 * The most that one batch may become. Producers bound a batch before compression by `batch.size`, and one record by
 * `max.request.size`: megabytes, so what is larger than this was not made by an honest one.
 */
export const maxDecompressedBytes: number = 256 * 1024 * 1024;

/**
 * Undoes the compression of one batch's records, synchronously: handing 16 KB to the thread pool and back costs ten
 * times the CPU of undoing it here (15 µs), and 1 MB three times (0.5 ms).
 * @param codec 1 to 4, as in `codecNames`
 * @throws {RangeError} it would become larger than `maxBytes`; {Error} the data are damaged
 */
export function decompress(codec: number, input: Buffer, maxBytes: number): Buffer {
  if (input.length === 0) throw new Error('no compressed data');
  switch (codec) {
    case 1:
      return zlib.gunzipSync(input, zlibOptions(input, maxBytes));
    case 2:
      return decompressSnappy(input, maxBytes);
    case 3:
      return decompressLz4(input, maxBytes);
    case 4:
      return zlib.zstdDecompressSync(input, zlibOptions(input, maxBytes));
    default:
      throw new Error(`compression codec ${codec} is not known`);
  }
}

/** One output buffer that most batches fit into saves joining several: a third of the time at 1 MB. */
function zlibOptions(
  input: Buffer,
  maxBytes: number,
): { chunkSize: number; maxOutputLength: number } {
  const guess = Math.min(Math.max(input.length * 8, 16 * 1024), 4 * 1024 * 1024);
  return { chunkSize: Math.min(guess, maxBytes), maxOutputLength: maxBytes };
}
