import { crc32 } from 'node:zlib';
import { SluiceError } from '../../../shared/errors.ts';
import { unpack } from '../../../shared/sink/compress/unpack.ts';
import { type CsvRows, RowCounter } from './csv-rows.ts';
import type { ObjectContent } from './evidence.ts';
import { countAvroEvents, countMessages } from './file-events.ts';
import { parquetRows, type RangedObject } from './parquet-rows.ts';
import { PieceReader } from './piece-reader.ts';

const newline = 0x0a;
const openingBracket = 0x5b;
const parquetMagic = Buffer.from('PAR1');
const avroMagic = Buffer.from('Obj\u0001', 'latin1');

/**
 * What an object holds, by reading all of it: the CRC32 of its content before compression, and its events where the codec
 * tells them apart; of a Parquet file its rows, by its footer. Which compression it is, its first bytes say, since the pipeline may have had another when it was stored.
 * @param packed its bytes, of which one piece at a time is needed
 * @param ranged the same, asked for parts
 * @param csv how rows of CSV were written; null: it is not known
 */
export async function readContent(
  packed: AsyncIterable<Buffer>,
  key: string,
  ranged: RangedObject,
  csv: CsvRows | null,
): Promise<ObjectContent> {
  const rows = csv !== null && /\.csv(?:\.|$)/.test(key) ? new RowCounter(csv) : null;
  const tally = new Tally(rows);
  const reader = new PieceReader(tally.through(unpack(packed)));
  try {
    if (/\.pb(?:\.|$)/.test(key)) return await readMessages(reader, tally);
    const begin = await reader.peek(4);
    if (begin.equals(parquetMagic)) {
      await reader.close();
      return await readParquet(ranged);
    }
    if (begin.equals(avroMagic)) return await readAvro(reader);
    await reader.drain();
  } catch (thrown) {
    // that the store does not answer says nothing of the object
    if (thrown instanceof SluiceError) throw thrown;
    const reason = `it cannot be unpacked: ${reasonOf(thrown)}`;
    return { events: null, crc32: tally.crc32, fault: reason };
  }
  // text may hold line breaks of its own, and an array is not counted by lines
  const linesAreEvents = /\.ndjson(?:\.|$)/.test(key) && tally.begin !== openingBracket;
  const events = rows?.count ?? (linesAreEvents ? tally.lines : null);
  return { events, crc32: tally.crc32, fault: null };
}

/** Its checksum is of the events, and another writer's file of the same events has other bytes. */
async function readParquet(ranged: RangedObject): Promise<ObjectContent> {
  try {
    return { events: await parquetRows(ranged), crc32: null, fault: null };
  } catch (thrown) {
    if (thrown instanceof SluiceError) throw thrown;
    return { events: null, crc32: null, fault: `it is no whole Parquet file: ${reasonOf(thrown)}` };
  }
}

/** The same holds for its checksum. */
async function readAvro(reader: PieceReader): Promise<ObjectContent> {
  try {
    return { events: await countAvroEvents(reader), crc32: null, fault: null };
  } catch (thrown) {
    if (thrown instanceof SluiceError) throw thrown;
    return { events: null, crc32: null, fault: `it is no whole Avro file: ${reasonOf(thrown)}` };
  }
}

async function readMessages(reader: PieceReader, tally: Tally): Promise<ObjectContent> {
  try {
    const events = await countMessages(reader);
    return { events, crc32: tally.crc32, fault: null };
  } catch (thrown) {
    if (thrown instanceof SluiceError) throw thrown;
    const reason = `it cannot be read as messages: ${reasonOf(thrown)}`;
    return { events: null, crc32: tally.crc32, fault: reason };
  }
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'unknown';
}

class Tally {
  lines = 0;
  begin: number | undefined;
  readonly #rows: RowCounter | null;
  #crc = 0;

  constructor(rows: RowCounter | null) {
    this.#rows = rows;
  }

  get crc32(): string {
    return this.#crc.toString(16).padStart(8, '0');
  }

  /** The same pieces, counted. */
  async *through(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      this.#add(piece);
      yield piece;
    }
  }

  #add(piece: Buffer): void {
    this.begin ??= piece[0];
    this.#crc = crc32(piece, this.#crc);
    this.#rows?.add(piece);
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1))
      this.lines++;
  }
}
