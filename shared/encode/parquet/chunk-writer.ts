import { GrowableTarget } from '../byte-target.ts';
import { bloomFilterOf } from './bloom/split-block-filter.ts';
import type { PageCodec } from './codecs.ts';
import type { FileBytes } from './file-bytes.ts';
import { bitWidthOf, writeHybrid } from './hybrid.ts';
import { rangeOfAll } from './leaf/bounds.ts';
import type { EncodedValues, Page } from './leaf/leaf.ts';
import type { LevelBuffers } from './leaf/levels.ts';
import type { LeafColumn } from './leaf-node.ts';
import { columnIndexOf, offsetIndexOf, type PagePlace } from './page-index.ts';
import { encodings } from './encodings.ts';
import { compareOf, physicalOf } from './physical.ts';
import { boundsOf, writeStatistics } from './statistics.ts';
import { ThriftWriter } from './thrift.ts';

const dataPage = 0;
const dictionaryPage = 2;

/** A column of a row group that was written: what the file still has to say of it. */
export interface WrittenChunk {
  readonly column: LeafColumn;
  readonly offset: number;
  readonly firstPage: number;
  readonly bytes: number;
  readonly rawBytes: number;
  readonly values: number;
  readonly hasDictionary: boolean;
  readonly statistics: Buffer;
  /** Null: it has none. */
  readonly columnIndex: Buffer | null;
  readonly offsetIndex: Buffer;
  /** The bits; null: it has none. */
  readonly bloomFilter: Buffer | null;
}

/**
 * Writes the columns of row groups as pages. These are of version 1, with levels and values compressed together: every
 * reader of the last ten years has them.
 */
export class ChunkWriter {
  readonly #into: FileBytes;
  readonly #codec: PageCodec;
  readonly #page = new GrowableTarget();

  constructor(into: FileBytes, codec: PageCodec) {
    this.#into = into;
    this.#codec = codec;
  }

  /** Writes what has come to a leaf, and empties it. */
  write(column: LeafColumn): WrittenChunk {
    const { leaf, type, hasBloomFilter } = column;
    const offset = this.#into.position;
    const { dictionary, pages, values } = leaf.encode();
    let rawBytes = dictionary === null ? 0 : this.#writeDictionary(dictionary);
    const firstPage = this.#into.position;
    const encoding = dictionary === null ? encodings.plain : encodings.dictionary;
    const places: PagePlace[] = [];
    for (const page of pages) {
      const start = this.#into.position;
      rawBytes += this.#writeData(leaf.levels, page, encoding);
      places.push({
        offset: start,
        bytes: this.#into.position - start,
        firstRow: page.firstRow,
      });
    }
    const written = {
      column,
      offset,
      firstPage,
      bytes: this.#into.position - offset,
      rawBytes,
      values: leaf.levels.count,
      hasDictionary: dictionary !== null,
      statistics: statisticsOf(column, pages),
      columnIndex: columnIndexOf(type, pages),
      offsetIndex: offsetIndexOf(places),
      bloomFilter: hasBloomFilter ? bloomFilterOf(values, physicalOf(type).width) : null,
    };
    leaf.clear();
    return written;
  }

  #writeDictionary({ bytes, count }: EncodedValues): number {
    return this.#writePage(bytes, dictionaryPage, (thrift) => {
      thrift.struct(7, () => {
        thrift.i32(1, count);
        thrift.i32(2, encodings.plain);
      });
    });
  }

  #writeData(levels: LevelBuffers, page: Page, encoding: number): number {
    return this.#writePage(this.#contentOf(levels, page), dataPage, (thrift) => {
      thrift.struct(5, () => {
        thrift.i32(1, page.levels.end - page.levels.start);
        thrift.i32(2, encoding);
        thrift.i32(3, encodings.runLength);
        thrift.i32(4, encodings.runLength);
      });
    });
  }

  /** Good until the next page. */
  #contentOf(levels: LevelBuffers, { levels: { start, end }, writeValues }: Page): Buffer {
    const page = this.#page;
    page.position = 0;
    const both = [
      [levels.repetition, levels.maxRepetition],
      [levels.definition, levels.maxDefinition],
    ] as const;
    for (const [{ buffer }, max] of both) {
      if (max === 0) continue;
      page.reserve(4);
      const lengthAt = page.position;
      page.position += 4;
      writeHybrid(buffer, start, end, bitWidthOf(max), page);
      page.buffer.writeUInt32LE(page.position - lengthAt - 4, lengthAt);
    }
    writeValues(page);
    return page.written();
  }

  /** Returns its bytes before compression. */
  #writePage(page: Buffer, kind: number, header: (thrift: ThriftWriter) => void): number {
    const compressed = this.#codec.compress(page);
    const target = new GrowableTarget(64);
    const thrift = new ThriftWriter(target);
    thrift.i32(1, kind);
    thrift.i32(2, page.length);
    thrift.i32(3, compressed.length);
    header(thrift);
    thrift.end();
    this.#into.append(target.written());
    // without compression they are the bytes of a buffer that is used again
    this.#into.append(compressed === page ? Buffer.from(page) : compressed);
    return target.position + page.length;
  }
}

function statisticsOf({ type }: LeafColumn, pages: readonly Page[]): Buffer {
  const ranges = pages.map(({ range }) => range);
  const range = rangeOfAll(ranges, compareOf(type));
  const nulls = pages.reduce((sum, page) => sum + page.nulls, 0);
  const target = new GrowableTarget(256);
  const bounds = range === null ? null : boundsOf(type, range);
  writeStatistics(new ThriftWriter(target), nulls, bounds);
  return target.written();
}
