import { toSluiceError } from '../../errors.ts';
import type { RegistryDecodingModel } from '../../pipeline/model.ts';
import { compileAvroSchema } from './compile-avro.ts';
import { compileProtobuf } from './compile-protobuf.ts';
import { jsonSchemaCheck } from './json-schema-check.ts';
import type { KnownSchema, RawSchema, RegisteredSchema } from './registered-schema.ts';

const types = { json: 'JSON', protobuf: 'PROTOBUF', avro: 'AVRO' } as const;

/** Makes a schema usable for values of the pipeline's format; what can't be is said, and stays so. Never throws. */
export function compileSchema(raw: RawSchema, decoding: RegistryDecodingModel): KnownSchema {
  const wanted = types[decoding.format];
  if (raw.type !== wanted) {
    return { state: 'unusable', reason: `it is of the type ${raw.type}; allowed: ${wanted}` };
  }
  try {
    return { state: 'usable', schema: compiled(raw, decoding) };
  } catch (thrown) {
    const { message } = toSluiceError(thrown);
    return { state: 'unusable', reason: `it does not compile: ${message.slice(0, 500)}` };
  }
}

function compiled(raw: RawSchema, decoding: RegistryDecodingModel): RegisteredSchema {
  if (decoding.format === 'protobuf') return compileProtobuf(raw, decoding.mapping);
  if (decoding.format === 'avro') return compileAvroSchema(raw, decoding.mapping.int64);
  return { format: 'json', faultOf: decoding.registry.validate ? jsonSchemaCheck(raw) : null };
}
