import type { Column } from '../../encode/columns/column-type.ts';
import type { EncodingModel, S3SinkModel } from '../model.ts';
import type { Values } from '../options/option.ts';
import { isPlainObject } from '../options/read-options.ts';
import { avroFileOptions, avroModel } from './encode-avro.ts';
import type { DecodingContext } from './decode-schema.ts';
import { csvFileOptions, csvModel } from './encode-csv.ts';
import { protobufFileOptions, protobufModel } from './encode-protobuf.ts';
import type { EncodersShape } from './encoding-shape.ts';
import { parquetModel, parquetOptions } from './parquet.ts';
import { registeredColumns } from './registered-columns.ts';
import type { SinkContext } from './s3-sink.ts';
import type { S3SinkShape } from './s3-sink-shape.ts';

type EncodingContext = DecodingContext &
  Pick<SinkContext, 'columns' | 'columnsKnown' | 'inputs' | 'upstream'>;

type SinkValues = Pick<Values<S3SinkShape>, 'encoding' | 'compression'>;

/** The options of the codecs that have any. */
export const encodersOptions: EncodersShape = {
  parquet: parquetOptions,
  avro: avroFileOptions,
  csv: csvFileOptions,
  protobuf: protobufFileOptions,
};

const files: Readonly<Record<string, string>> = { parquet: 'a Parquet', avro: 'an Avro' };

/** How a sink encodes, and how it then compresses, where that follows from it. */
export function readEncoding(
  { encoding, compression }: SinkValues,
  raw: unknown,
  path: string,
  context: EncodingContext,
): Pick<S3SinkModel, 'encoding'> & Partial<Pick<S3SinkModel, 'compression'>> {
  const { codec } = encoding;
  const { faults } = context;
  const at = `${path}.encoding`;
  for (const name of ['parquet', 'avro', 'csv', 'protobuf']) {
    if (name !== codec && isGiven(raw, 'encoding', name) && faults.settled(`${at}.codec`)) {
      faults.add(`${at}.${name}`, `needs encoding.codec: '${name}'`);
    }
  }
  const model = modelOf(encoding, at, context, registeredOf(encoding, raw, at, context));
  const file = files[codec];
  if (file === undefined) return { encoding: model };
  const isCompressed = isGiven(raw, 'compression') && compression.algorithm !== 'none';
  if (isCompressed && faults.settled(`${path}.compression.algorithm`)) {
    faults.add(
      `${path}.compression`,
      `${file} file is compressed within, so that parts of it can be read; leave it out, and set encoding.${codec}.compression`,
    );
  }
  return { encoding: model, compression: { codec: 'none', level: 0 } };
}

/** The columns that a registry says; null: none is to be asked, or they are not known. */
function registeredOf(
  encoding: SinkValues['encoding'],
  raw: unknown,
  path: string,
  context: EncodingContext,
): readonly Column[] | null {
  const { codec } = encoding;
  if (codec !== 'parquet' && codec !== 'avro' && codec !== 'csv') return null;
  const at = `${path}.${codec}.schemaRegistry`;
  if (!isGiven(raw, 'encoding', codec, 'schemaRegistry')) return null;
  const own = codec === 'csv' ? 'fields' : 'schema';
  if (isGiven(raw, 'encoding', codec, own)) {
    context.faults.add(at, `is given, and ${own} is too; give one of them`);
    return null;
  }
  return registeredColumns(encoding[codec].schemaRegistry, at, context);
}

function modelOf(
  encoding: SinkValues['encoding'],
  path: string,
  context: EncodingContext,
  registered: readonly Column[] | null,
): EncodingModel {
  const { columnsKnown, faults } = context;
  switch (encoding.codec) {
    case 'parquet':
      return parquetModel(encoding.parquet, `${path}.parquet`, faults, registered ?? columnsKnown);
    case 'avro':
      return avroModel(encoding.avro, `${path}.avro`, faults, registered);
    case 'csv':
      return csvModel(encoding.csv, `${path}.csv`, faults, registered);
    case 'protobuf':
      // without a message type there is a fault
      return protobufModel(encoding.protobuf, `${path}.protobuf`, context) ?? { codec: 'ndjson' };
    case 'json':
    case 'ndjson':
    case 'text':
    default:
      return { codec: encoding.codec };
  }
}

/** Whether something stands there, whatever it is. */
function isGiven(raw: unknown, ...names: readonly string[]): boolean {
  let value: unknown = raw;
  for (const name of names) value = isPlainObject(value) ? value[name] : undefined;
  return value !== undefined;
}
