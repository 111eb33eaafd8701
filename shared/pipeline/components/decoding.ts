import type { MessagesModel } from '../messages.ts';
import type { DecodingModel } from '../model.ts';
import type { Group, Option, Values } from '../options/option.ts';
import { type AvroShape, avroOptions, readAvro } from './decode-avro.ts';
import { type CsvShape, csvOptions, readCsv } from './decode-csv.ts';
import { messagePack } from './decode-messagepack.ts';
import { type ProtobufShape, protobufOptions, readProtobuf } from './decode-protobuf.ts';
import type { DecodingContext } from './decode-schema.ts';
import { string } from './decode-string.ts';

/** The types of the options of single codecs. */
type CodecsShape = {
  readonly protobuf: Group<ProtobufShape>;
  readonly avro: Group<AvroShape>;
  readonly csv: Group<CsvShape>;
};

/** The types of the options of `decoding`. */
export type DecodingShape = { readonly codec: Option<DecodingModel['codec']> } & CodecsShape;

/** The options of the codecs that have any. */
export const codecsOptions: CodecsShape = {
  protobuf: protobufOptions,
  avro: avroOptions,
  csv: csvOptions,
};

/** How the values of a source become events, with what reads them where the codec is none that is built in. */
export function readDecoding(
  values: Values<DecodingShape>,
  path: string,
  context: DecodingContext,
): DecodingModel {
  const { codec } = values;
  const { faults } = context;
  for (const name of ['protobuf', 'avro', 'csv'] as const) {
    if (name === codec || !isGiven(values, name) || !faults.settled(`${path}.codec`)) continue;
    faults.add(`${path}.${name}`, `is given, but codec is '${codec}'; write codec: '${name}'`);
  }
  if (codec === 'json' || codec === 'bytes') return { codec };
  const messages = messagesOf(values, codec, path, context);
  // without them there is a fault
  return messages === null ? { codec: 'bytes' } : { codec, messages };
}

/** Whether something is said of it that has no default. */
function isGiven(values: Values<DecodingShape>, name: keyof CodecsShape): boolean {
  const { protobuf, avro, csv } = values;
  const said: Readonly<Record<keyof CodecsShape, readonly unknown[]>> = {
    protobuf: [protobuf.descFile, protobuf.protoFiles, protobuf.messageType],
    avro: [avro.schema, avro.schemaFiles],
    csv: [csv.columns],
  };
  // in a package that another codec has no part in, its options are not there
  return said[name].some((value) => value !== null && value !== undefined);
}

function messagesOf(
  values: Values<DecodingShape>,
  codec: Exclude<DecodingModel['codec'], 'json' | 'bytes'>,
  path: string,
  context: DecodingContext,
): MessagesModel | null {
  switch (codec) {
    case 'protobuf':
      return readProtobuf(values.protobuf, `${path}.protobuf`, context);
    case 'avro':
      return readAvro(values.avro, `${path}.avro`, context);
    case 'csv':
      return readCsv(values.csv, `${path}.csv`, context);
    case 'messagepack':
      return messagePack;
    case 'string':
    default:
      return string;
  }
}
