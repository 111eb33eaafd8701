import { GrowableTarget } from '../byte-target.ts';
import { writeFilterHeader } from './bloom/filter-header.ts';
import { ChunkWriter, type WrittenChunk } from './chunk-writer.ts';
import type { PageCodec } from './codecs.ts';
import type { Column } from '../columns/column-type.ts';
import { FileBytes } from './file-bytes.ts';
import {
  type FilePlace,
  type IndexPlaces,
  type PlacedChunk,
  type RowGroup,
  writeFooter,
} from './footer.ts';
import type { LeafColumn } from './leaf-node.ts';
import { FieldsNode } from './nodes.ts';
import { Rest, restColumn, type RestRules } from '../columns/rest.ts';
import { ThriftWriter } from './thrift.ts';

const magic = Buffer.from('PAR1');

export interface FileParts {
  readonly columns: readonly Column[];
  /** What has no column goes to one at the end. */
  readonly rest: RestRules;
  /** Paths of the columns that get bloom filters; those that the file does not have, or that take none, are passed over. */
  readonly bloomFilterColumns: readonly string[];
  readonly codec: PageCodec;
  readonly createdBy: string;
}

/**
 * One Parquet file, made row group by row group: what is in memory is the row group that is being filled, and the bytes
 * that nobody has taken yet.
 *
 *     add, add, … endRowGroup, take │ add, … endRowGroup, take │ … finish
 *
 *     PAR1 │ columns, bloom filters │ columns, bloom filters │ … │ column indexes │ offset indexes │ footer │ PAR1
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
  readonly #bytes = new FileBytes();
  readonly #chunks: ChunkWriter;
  #rows = 0;

  constructor(parts: FileParts) {
    this.#parts = parts;
    this.#chunks = new ChunkWriter(this.#bytes, parts.codec);
    this.#rest = new Rest(parts.rest);
    const bloomFilters = new Set(parts.bloomFilterColumns);
    const node = { rest: this.#rest, leaves: this.#leaves, bloomFilters };
    const top = { repetition: 0, definition: 0 };
    this.#fields = new FieldsNode(parts.columns, [], null, top, node);
    const rest: Column = { name: restColumn, type: { kind: 'string' }, required: false };
    this.#columns = parts.rest.column ? [...parts.columns, rest] : parts.columns;
    this.#restField = parts.rest.column ? new FieldsNode([rest], [], null, top, node) : null;
    this.#bytes.append(magic);
  }

  add(event: Readonly<Record<string, unknown>>): void {
    this.#rows += 1;
    this.#fields.add(event, 0, 0);
    this.#restField?.add({ [restColumn]: this.#rest.take() }, 0, 0);
  }

  endRowGroup(): void {
    if (this.#rows === 0) return;
    const offset = this.#bytes.position;
    const written = this.#leaves.map((column) => this.#chunks.write(column));
    // behind the row group, so that its columns lie beside each other
    const chunks = written.map((chunk) => this.#placed(chunk));
    this.#groups.push({ rows: this.#rows, offset, chunks });
    this.#rows = 0;
  }

  /** The bytes that came since the last call. */
  take(): readonly Uint8Array[] {
    return this.#bytes.take();
  }

  /** Ends the last row group and writes the footer. */
  finish(): void {
    this.endRowGroup();
    const indexes = this.#writeIndexes();
    const footer = new GrowableTarget();
    const { codec, createdBy } = this.#parts;
    writeFooter(new ThriftWriter(footer), {
      columns: this.#columns,
      leaves: this.#leaves.length,
      groups: this.#groups,
      indexes,
      codec,
      createdBy,
    });
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.position);
    for (const bytes of [footer.written(), length, magic]) this.#bytes.append(bytes);
  }

  #placed(chunk: WrittenChunk): PlacedChunk {
    const { bloomFilter } = chunk;
    if (bloomFilter === null) return { ...chunk, bloomFilterAt: null };
    const header = new GrowableTarget(32);
    writeFilterHeader(new ThriftWriter(header), bloomFilter.length);
    const bloomFilterAt = this.#append(Buffer.concat([header.written(), bloomFilter]));
    return { ...chunk, bloomFilter: null, bloomFilterAt };
  }

  /** All of a kind beside each other, so that a reader gets them with one request. */
  #writeIndexes(): ReadonlyMap<PlacedChunk, IndexPlaces> {
    const chunks = this.#groups.flatMap((group) => group.chunks);
    const columnIndexes = chunks.map(({ columnIndex }) =>
      columnIndex === null ? null : this.#append(columnIndex),
    );
    return new Map(
      chunks.map((chunk, index) => {
        const columnIndex = columnIndexes[index] ?? null;
        return [chunk, { columnIndex, offsetIndex: this.#append(chunk.offsetIndex) }];
      }),
    );
  }

  #append(bytes: Uint8Array): FilePlace {
    const { position: offset } = this.#bytes;
    this.#bytes.append(bytes);
    return { offset, bytes: bytes.length };
  }
}
