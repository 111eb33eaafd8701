import { zipSync } from 'fflate';

/** The earliest time that a zip can tell. It tells local time, so this is midnight wherever it is made. */
const never = new Date(1980, 0, 1);

/** As `stat` tells it: a file that everybody may read, which Lambda asks for. */
const readableFile = 0o100644;

/**
 * A zip whose bytes follow from its files alone: their names in order, no time and no owner, and a compressor that is
 * the library's own, not that of the Node which runs it.
 */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted), {
    level: 9,
    mtime: never,
    os: 3,
    attrs: readableFile * 0x1_00_00,
  });
}
