import type { MessagesModel } from '../messages.ts';
import type { DecodingModel, RegistryFormat } from '../model.ts';
import type { Group, Option, Values } from '../options/option.ts';
import { type AvroShape, avroOptions, readAvro } from './decode-avro.ts';
import { type CsvShape, csvOptions, readCsv } from './decode-csv.ts';
import { messagePack } from './decode-messagepack.ts';
import { type ProtobufShape, protobufOptions, readProtobuf } from './decode-protobuf.ts';
import type { DecodingContext } from './decode-schema.ts';
import { string } from './decode-string.ts';
import { isRegistryGiven, readSchemaRegistry } from './schema-registry.ts';
import type { SchemaRegistryShape } from './schema-registry-options.ts';

/** The types of the options of single codecs. */
type CodecsShape = {
  readonly protobuf: Group<ProtobufShape>;
  readonly avro: Group<AvroShape>;
  readonly csv: Group<CsvShape>;
};

/** The types of the options of `decoding`. */
export type DecodingShape = {
  readonly codec: Option<Exclude<DecodingModel['codec'], 'registry'>>;
  readonly schemaRegistry: Group<SchemaRegistryShape>;
} & CodecsShape;

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
  if (isRegistryGiven(values.schemaRegistry, `${path}.schemaRegistry`, faults)) {
    return readWithRegistry(values, path, context);
  }
  if (codec === 'json' || codec === 'bytes') return { codec };
  const messages = messagesOf(values, codec, path, context);
  // without them there is a fault
  return messages === null ? { codec: 'bytes' } : { codec, messages };
}

const formats: readonly string[] = ['json', 'protobuf', 'avro'] satisfies RegistryFormat[];

/** Values that name a schema. How one becomes JSON is still said by its codec; what it is, the schema says. */
function readWithRegistry(
  { avro, codec, protobuf, schemaRegistry }: Values<DecodingShape>,
  path: string,
  context: DecodingContext,
): DecodingModel {
  const { faults } = context;
  const { descFile, protoFiles, importPaths, messageType, ...mapping } = protobuf;
  const { int64, ...ofAvro } = avro;
  const own = {
    ...(codec === 'protobuf' ? { descFile, protoFiles, importPaths, messageType } : {}),
    ...(codec === 'avro'
      ? { ...ofAvro, stripSchemaIdPrefix: ofAvro.stripSchemaIdPrefix || null }
      : {}),
  };
  for (const [name, value] of Object.entries(own)) {
    const at = `${path}.${codec}.${name}`;
    if (value === null || !faults.settled(at)) continue;
    faults.add(at, 'is given, but schemaRegistry has the schemas; give one of them');
  }
  const isFormat = formats.includes(codec);
  if (!isFormat && faults.settled(`${path}.codec`)) {
    faults.add(
      `${path}.schemaRegistry`,
      `is given, but codec is '${codec}', which has no schema; write codec: 'json', 'protobuf' or 'avro'`,
    );
  }
  const format = isFormat ? (codec as RegistryFormat) : 'json';
  const registry = readSchemaRegistry(schemaRegistry, format, `${path}.schemaRegistry`, context);
  if (registry === null || !isFormat) return { codec: 'json' };
  const longs = format === 'avro' ? int64 : mapping.int64;
  return { codec: 'registry', format, registry, mapping: { ...mapping, int64: longs } };
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
  codec: Exclude<DecodingModel['codec'], 'json' | 'bytes' | 'registry'>,
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
