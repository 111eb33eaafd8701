import type { WrittenChunk } from './chunk-writer.ts';
import type { PageCodec } from './codecs.ts';
import type { Column } from '../columns/column-type.ts';
import { encodings } from './encodings.ts';
import { booleanType, physicalOf } from './physical.ts';
import { writeSchema } from './schema-elements.ts';
import type { ThriftWriter } from './thrift.ts';

/** Where something stands in the file. */
export interface FilePlace {
  readonly offset: number;
  readonly bytes: number;
}

/** A column of a row group, and where that is which stands outside of it. */
export interface PlacedChunk extends WrittenChunk {
  readonly bloomFilterAt: FilePlace | null;
}

export interface RowGroup {
  readonly rows: number;
  readonly offset: number;
  readonly chunks: readonly PlacedChunk[];
}

/** Where the page indexes of a column chunk are. */
export interface IndexPlaces {
  readonly columnIndex: FilePlace | null;
  readonly offsetIndex: FilePlace;
}

interface FooterParts {
  readonly columns: readonly Column[];
  readonly leaves: number;
  readonly groups: readonly RowGroup[];
  readonly indexes: ReadonlyMap<PlacedChunk, IndexPlaces>;
  readonly codec: PageCodec;
  readonly createdBy: string;
}

/** Writes what a file says of itself at its end: its columns, its row groups, and where everything is. */
export function writeFooter(thrift: ThriftWriter, parts: FooterParts): void {
  const { columns, createdBy, groups, leaves } = parts;
  thrift.i32(1, 2);
  writeSchema(thrift, 2, columns);
  thrift.i64(
    3,
    groups.reduce((sum, group) => sum + group.rows, 0),
  );
  thrift.structs(4, groups, (group, index) => writeGroup(thrift, group, index, parts));
  thrift.text(6, createdBy);
  // min and max are in the order of each column's type
  thrift.structs(7, Array.from({ length: leaves }), () => {
    thrift.struct(1, () => undefined);
  });
  thrift.end();
}

function writeGroup(
  thrift: ThriftWriter,
  { rows, offset, chunks }: RowGroup,
  index: number,
  { codec, indexes }: FooterParts,
): void {
  const sum = (of: 'bytes' | 'rawBytes'): number =>
    chunks.reduce((total, chunk) => total + chunk[of], 0);
  thrift.structs(1, chunks, (chunk) => {
    thrift.i64(2, chunk.offset);
    thrift.struct(3, () => writeColumn(thrift, chunk, codec));
    const { offsetIndex = null, columnIndex = null } = indexes.get(chunk) ?? {};
    thrift.i64(4, offsetIndex?.offset ?? null);
    thrift.i32(5, offsetIndex?.bytes ?? null);
    thrift.i64(6, columnIndex?.offset ?? null);
    thrift.i32(7, columnIndex?.bytes ?? null);
  });
  thrift.i64(2, sum('rawBytes'));
  thrift.i64(3, rows);
  thrift.i64(5, offset);
  thrift.i64(6, sum('bytes'));
  // the field has 16 bits
  if (index < 2 ** 15) thrift.i16(7, index);
}

function writeColumn(thrift: ThriftWriter, chunk: PlacedChunk, codec: PageCodec): void {
  const { column, hasDictionary, bloomFilterAt } = chunk;
  const { dictionary, plain, runLength } = encodings;
  thrift.i32(1, column.type.kind === 'boolean' ? booleanType : physicalOf(column.type).type);
  thrift.i32s(2, hasDictionary ? [plain, runLength, dictionary] : [plain, runLength]);
  thrift.texts(3, column.path);
  thrift.i32(4, codec.id);
  thrift.i64(5, chunk.values);
  thrift.i64(6, chunk.rawBytes);
  thrift.i64(7, chunk.bytes);
  thrift.i64(9, chunk.firstPage);
  thrift.i64(11, hasDictionary ? chunk.offset : null);
  thrift.written(12, chunk.statistics);
  thrift.i64(14, bloomFilterAt?.offset ?? null);
  thrift.i32(15, bloomFilterAt?.bytes ?? null);
}
