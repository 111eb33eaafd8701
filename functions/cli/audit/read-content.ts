import { crc32 } from 'node:zlib';
import { SluiceError } from '../../../shared/errors.ts';
import { unpack } from '../../../shared/sink/compress/unpack.ts';
import type { ObjectContent } from './evidence.ts';
import { parquetRows, type RangedObject } from './parquet-rows.ts';

const newline = 0x0a;
const openingBracket = 0x5b;
const parquetMagic = Buffer.from('PAR1');

/**
 * What an object holds, by reading all of it: the CRC32 of its content before compression, and its events where lines
 * are events; of a Parquet file its rows, by its footer. Which compression it is, its first bytes say, since the pipeline may have had another when it was stored.
 * @param packed its bytes, of which one piece at a time is needed
 * @param ranged the same, asked for parts
 */
export async function readContent(
  packed: AsyncIterable<Buffer>,
  key: string,
  ranged: RangedObject,
): Promise<ObjectContent> {
  const tally = new Tally();
  try {
    for await (const piece of unpack(packed)) {
      tally.add(piece);
      if (tally.isParquet) return await readParquet(ranged);
    }
  } catch (thrown) {
    // that the store does not answer says nothing of the object
    if (thrown instanceof SluiceError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : 'unknown';
    return { events: null, crc32: tally.crc32, fault: `it cannot be unpacked: ${reason}` };
  }
  // text may hold line breaks of its own, and an array is not counted by lines
  const linesAreEvents = /\.ndjson(?:\.|$)/.test(key) && tally.begin !== openingBracket;
  return { events: linesAreEvents ? tally.lines : null, crc32: tally.crc32, fault: null };
}

/** Its checksum is of the events, and another writer's file of the same events has other bytes. */
async function readParquet(ranged: RangedObject): Promise<ObjectContent> {
  try {
    return { events: await parquetRows(ranged), crc32: null, fault: null };
  } catch (thrown) {
    if (thrown instanceof SluiceError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : 'unknown';
    return { events: null, crc32: null, fault: `it is no whole Parquet file: ${reason}` };
  }
}

class Tally {
  lines = 0;
  begin: number | undefined;
  #crc = 0;
  #first: Buffer = Buffer.alloc(0);

  get crc32(): string {
    return this.#crc.toString(16).padStart(8, '0');
  }

  get isParquet(): boolean {
    return this.#first.equals(parquetMagic);
  }

  add(piece: Buffer): void {
    this.begin ??= piece[0];
    if (this.#first.length < 4) {
      this.#first = Buffer.concat([this.#first, piece.subarray(0, 4)]).subarray(0, 4);
    }
    this.#crc = crc32(piece, this.#crc);
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1))
      this.lines++;
  }
}
