import { crc32 } from 'node:zlib';
import { SluiceError } from '../../../shared/errors.ts';
import { unpack } from '../../../shared/sink/compress/unpack.ts';
import type { ObjectContent } from './evidence.ts';

const newline = 0x0a;
const openingBracket = 0x5b;
const parquetMagic = Buffer.from('PAR1');

/**
 * What an object holds, by reading all of it: the CRC32 of its content before compression, and its events where lines
 * are events; of a Parquet file whether it is whole. Which compression it is, its first bytes say, since the pipeline may have had another when it was stored.
 * @param packed its bytes, of which one piece at a time is needed
 */
export async function readContent(
  packed: AsyncIterable<Buffer>,
  key: string,
): Promise<ObjectContent> {
  const tally = new Tally();
  try {
    for await (const piece of unpack(packed)) tally.add(piece);
  } catch (thrown) {
    // that the store does not answer says nothing of the object
    if (thrown instanceof SluiceError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : 'unknown';
    return { events: null, crc32: tally.crc32, fault: `it cannot be unpacked: ${reason}` };
  }
  if (tally.isParquet) {
    // its checksum is of the events, and another writer's file of the same events has other bytes
    const fault = tally.isWholeParquet ? null : 'it is no whole Parquet file';
    return { events: null, crc32: null, fault };
  }
  // text may hold line breaks of its own, and an array is not counted by lines
  const linesAreEvents = /\.ndjson(?:\.|$)/.test(key) && tally.begin !== openingBracket;
  return { events: linesAreEvents ? tally.lines : null, crc32: tally.crc32, fault: null };
}

class Tally {
  lines = 0;
  begin: number | undefined;
  #crc = 0;
  /** The first bytes and the last. */
  #ends: Buffer = Buffer.alloc(0);

  get crc32(): string {
    return this.#crc.toString(16).padStart(8, '0');
  }

  get isParquet(): boolean {
    return this.#ends.subarray(0, 4).equals(parquetMagic);
  }

  get isWholeParquet(): boolean {
    return this.#ends.length >= 12 && this.#ends.subarray(-4).equals(parquetMagic);
  }

  add(piece: Buffer): void {
    this.begin ??= piece[0];
    const behind = Buffer.concat([this.#ends, piece]);
    this.#ends =
      behind.length <= 16 ? behind : Buffer.concat([behind.subarray(0, 8), behind.subarray(-8)]);
    this.#crc = crc32(piece, this.#crc);
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1))
      this.lines++;
  }
}
