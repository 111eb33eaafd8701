import { GrowableTarget } from '../byte-target.ts';
import type { PageCodec } from './codecs.ts';
import type { Column } from './column-type.ts';
import type { Leaf, Page } from './column-chunk.ts';
import { bitWidthOf, writeHybrid } from './hybrid.ts';
import { FieldsNode, type LeafColumn } from './nodes.ts';
import { booleanType, physicalOf } from './physical.ts';
import { Rest, restColumn, type RestRules } from './rest.ts';
import { writeSchema } from './schema-elements.ts';
import { writeStatistics } from './statistics.ts';
import { ThriftWriter } from './thrift.ts';

const magic = Buffer.from('PAR1');
const plain = 0;
const runLength = 3;
const dictionaryIndexes = 8;
const dataPage = 0;
const dictionaryPage = 2;

export interface FileParts {
  readonly columns: readonly Column[];
  /** What has no column goes to one at the end. */
  readonly rest: RestRules;
  readonly codec: PageCodec;
  readonly createdBy: string;
}

/** What the footer says of a column of a row group. */
interface ChunkMetadata {
  readonly column: LeafColumn;
  readonly offset: number;
  readonly firstPage: number;
  readonly bytes: number;
  readonly rawBytes: number;
  readonly values: number;
  readonly hasDictionary: boolean;
  /** Made when the row group was, as the leaf goes on to the next. */
  readonly statistics: Buffer;
}

interface RowGroup {
  readonly rows: number;
  readonly offset: number;
  readonly chunks: readonly ChunkMetadata[];
}

/**
 * One Parquet file, made row group by row group: what is in memory is the row group that is being filled, and the bytes
 * that nobody has taken yet.
 *
 *     add, add, … endRowGroup, take │ add, … endRowGroup, take │ … finish
 *
 * Pages are of version 1, with levels and values compressed together: every reader of the last ten years has them.
 */
export class ParquetFile {
  readonly #parts: FileParts;
  readonly #columns: readonly Column[];
  readonly #leaves: LeafColumn[] = [];
  readonly #fields: FieldsNode;
  readonly #rest: Rest;
  /** Null: what has no column is left out. */
  readonly #restField: FieldsNode | null;
  readonly #groups: RowGroup[] = [];
  readonly #page = new GrowableTarget();
  #pieces: Uint8Array[] = [magic];
  #position = magic.length;
  #rows = 0;

  constructor(parts: FileParts) {
    this.#parts = parts;
    this.#rest = new Rest(parts.rest);
    const node = { rest: this.#rest, leaves: this.#leaves };
    const top = { repetition: 0, definition: 0 };
    this.#fields = new FieldsNode(parts.columns, [], null, top, node);
    const rest: Column = { name: restColumn, type: { kind: 'string' }, required: false };
    this.#columns = parts.rest.column ? [...parts.columns, rest] : parts.columns;
    this.#restField = parts.rest.column ? new FieldsNode([rest], [], null, top, node) : null;
  }

  add(event: Readonly<Record<string, unknown>>): void {
    this.#rows += 1;
    this.#fields.add(event, 0, 0);
    this.#restField?.add({ [restColumn]: this.#rest.take() }, 0, 0);
  }

  endRowGroup(): void {
    if (this.#rows === 0) return;
    const offset = this.#position;
    const chunks = this.#leaves.map((column) => this.#writeChunk(column));
    this.#groups.push({ rows: this.#rows, offset, chunks });
    this.#rows = 0;
  }

  /** The bytes that came since the last call. */
  take(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** Ends the last row group and writes the footer. */
  finish(): void {
    this.endRowGroup();
    const footer = new GrowableTarget();
    this.#writeFooter(new ThriftWriter(footer));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.position);
    for (const bytes of [footer.written(), length, magic]) this.#append(bytes);
  }

  #writeChunk(column: LeafColumn): ChunkMetadata {
    const { leaf, type } = column;
    const offset = this.#position;
    let rawBytes = 0;
    const pages = leaf.pages();
    const { dictionary } = leaf;
    if (dictionary !== null) {
      const { bytes, entries } = dictionary;
      rawBytes += this.#writePage(bytes, dictionaryPage, (thrift) => {
        thrift.struct(7, () => {
          thrift.i32(1, entries);
          thrift.i32(2, plain);
        });
      });
    }
    const firstPage = this.#position;
    const encoding = dictionary === null ? plain : dictionaryIndexes;
    for (const page of pages) {
      const values = page.levels.end - page.levels.start;
      rawBytes += this.#writePage(this.#pageOf(leaf, page), dataPage, (thrift) => {
        thrift.struct(5, () => {
          thrift.i32(1, values);
          thrift.i32(2, encoding);
          thrift.i32(3, runLength);
          thrift.i32(4, runLength);
        });
      });
    }
    const statistics = new GrowableTarget(256);
    const thrift = new ThriftWriter(statistics);
    writeStatistics(thrift, type, leaf);
    const metadata = {
      column,
      offset,
      firstPage,
      bytes: this.#position - offset,
      rawBytes,
      values: leaf.levels.count,
      hasDictionary: dictionary !== null,
      statistics: statistics.written(),
    };
    leaf.clear();
    return metadata;
  }

  /** Good until the next page. */
  #pageOf({ levels }: Leaf, { levels: { start, end }, writeValues }: Page): Buffer {
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

  #writePage(page: Buffer, kind: number, header: (thrift: ThriftWriter) => void): number {
    const compressed = this.#parts.codec.compress(page);
    const target = new GrowableTarget(64);
    const thrift = new ThriftWriter(target);
    thrift.i32(1, kind);
    thrift.i32(2, page.length);
    thrift.i32(3, compressed.length);
    header(thrift);
    thrift.end();
    this.#append(target.written());
    // without compression they are the bytes of a buffer that is used again
    this.#append(compressed === page ? Buffer.from(page) : compressed);
    return target.position + page.length;
  }

  #append(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#position += bytes.length;
  }

  #writeFooter(thrift: ThriftWriter): void {
    const rows = this.#groups.reduce((sum, group) => sum + group.rows, 0);
    thrift.i32(1, 2);
    writeSchema(thrift, 2, this.#columns);
    thrift.i64(3, rows);
    thrift.structs(4, this.#groups, (group, index) => this.#writeGroup(thrift, group, index));
    thrift.text(6, this.#parts.createdBy);
    // min and max are in the order of each column's type
    thrift.structs(7, this.#leaves, () => {
      thrift.struct(1, () => undefined);
    });
    thrift.end();
  }

  #writeGroup(thrift: ThriftWriter, { rows, offset, chunks }: RowGroup, index: number): void {
    const sum = (of: 'bytes' | 'rawBytes'): number =>
      chunks.reduce((total, chunk) => total + chunk[of], 0);
    thrift.structs(1, chunks, (chunk) => {
      thrift.i64(2, chunk.offset);
      thrift.struct(3, () => this.#writeColumn(thrift, chunk));
    });
    thrift.i64(2, sum('rawBytes'));
    thrift.i64(3, rows);
    thrift.i64(5, offset);
    thrift.i64(6, sum('bytes'));
    // the field has 16 bits
    if (index < 2 ** 15) thrift.i16(7, index);
  }

  #writeColumn(thrift: ThriftWriter, chunk: ChunkMetadata): void {
    const { column, hasDictionary } = chunk;
    thrift.i32(1, column.type.kind === 'boolean' ? booleanType : physicalOf(column.type).type);
    thrift.i32s(2, hasDictionary ? [plain, runLength, dictionaryIndexes] : [plain, runLength]);
    thrift.texts(3, column.path);
    thrift.i32(4, this.#parts.codec.id);
    thrift.i64(5, chunk.values);
    thrift.i64(6, chunk.rawBytes);
    thrift.i64(7, chunk.bytes);
    thrift.i64(9, chunk.firstPage);
    thrift.i64(11, hasDictionary ? chunk.offset : null);
    thrift.written(12, chunk.statistics);
  }
}
