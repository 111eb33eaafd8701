import { compileAvro } from '../avro/compile/compile-avro.ts';
import { avroRuntime } from '../avro/runtime/avro-runtime.ts';
import { instantiate } from '../protobuf/compile/instantiate.ts';
import type { RawSchema, RegisteredSchema } from './registered-schema.ts';

/**
 * Makes an Avro schema usable.
 * @throws {SluiceError} CONFIG_INVALID where it is none, or its values would be no objects
 */
export function compileAvroSchema(
  { text, references }: RawSchema,
  int64: 'number' | 'string',
): RegisteredSchema {
  const { text: code, topLevelNames: fields } = compileAvro(
    text,
    references.map((one) => one.text),
    { int64 },
  );
  const createCodec = () => instantiate(code, avroRuntime);
  return { format: 'avro', message: { failure: 'NOT_AVRO', fields, createCodec } };
}
