import type { EncodingModel, S3SinkModel } from '../model.ts';
import type { Values } from '../options/option.ts';
import { isPlainObject, type ReadContext } from '../options/read-options.ts';
import { avroFileOptions, avroModel } from './encode-avro.ts';
import { csvFileOptions, csvModel } from './encode-csv.ts';
import type { EncodersShape } from './encoding-shape.ts';
import { parquetModel, parquetOptions } from './parquet.ts';
import type { S3SinkShape } from './s3-sink-shape.ts';

type SinkValues = Pick<Values<S3SinkShape>, 'encoding' | 'compression'>;

/** The options of the codecs that have any. */
export const encodersOptions: EncodersShape = {
  parquet: parquetOptions,
  avro: avroFileOptions,
  csv: csvFileOptions,
};

const files: Readonly<Record<string, string>> = { parquet: 'a Parquet', avro: 'an Avro' };

/** How a sink encodes, and how it then compresses, where that follows from it. */
export function readEncoding(
  { encoding, compression }: SinkValues,
  raw: unknown,
  path: string,
  { faults }: Pick<ReadContext, 'faults'>,
): Pick<S3SinkModel, 'encoding'> & Partial<Pick<S3SinkModel, 'compression'>> {
  const { codec } = encoding;
  const at = `${path}.encoding`;
  for (const name of ['parquet', 'avro', 'csv']) {
    if (name !== codec && isGiven(raw, 'encoding', name) && faults.settled(`${at}.codec`)) {
      faults.add(`${at}.${name}`, `needs encoding.codec: '${name}'`);
    }
  }
  const file = files[codec];
  if (file === undefined) return { encoding: modelOf(encoding, at, faults) };
  const isCompressed = isGiven(raw, 'compression') && compression.algorithm !== 'none';
  if (isCompressed && faults.settled(`${path}.compression.algorithm`)) {
    faults.add(
      `${path}.compression`,
      `${file} file is compressed within, so that parts of it can be read; leave it out, and set encoding.${codec}.compression`,
    );
  }
  return { encoding: modelOf(encoding, at, faults), compression: { codec: 'none', level: 0 } };
}

function modelOf(
  encoding: SinkValues['encoding'],
  path: string,
  faults: ReadContext['faults'],
): EncodingModel {
  switch (encoding.codec) {
    case 'parquet':
      return parquetModel(encoding.parquet, `${path}.parquet`, faults);
    case 'avro':
      return avroModel(encoding.avro, `${path}.avro`, faults);
    case 'csv':
      return csvModel(encoding.csv, `${path}.csv`, faults);
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
