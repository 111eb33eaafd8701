import type { EncodingModel } from '../model.ts';
import type { Group, Option } from '../options/option.ts';
import type { AvroFileShape } from './encode-avro.ts';
import type { CsvFileShape } from './encode-csv.ts';
import type { TimestampFormatOption } from './timestamp-format.ts';
import type { ProtobufFileShape } from './encode-protobuf.ts';
import type { ParquetShape } from './parquet-shape.ts';

/** The types of the options of single codecs. */
export type EncodersShape = {
  readonly parquet: Group<ParquetShape>;
  readonly avro: Group<AvroFileShape>;
  readonly csv: Group<CsvFileShape>;
  readonly protobuf: Group<ProtobufFileShape>;
};

/** The types of the options of `encoding`. */
export type EncodingShape = {
  readonly codec: Option<EncodingModel['codec']>;
  readonly onlyFields: Option<readonly string[] | null>;
  readonly exceptFields: Option<readonly string[] | null>;
  readonly timestampFormat: TimestampFormatOption;
} & EncodersShape;
