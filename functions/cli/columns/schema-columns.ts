import { parseSchema } from '../../../shared/decode/avro/compile/parse-schema.ts';
import { compileMessage } from '../../../shared/decode/protobuf/compile/compile-message.ts';
import type { RawSchema } from '../../../shared/decode/registry/registered-schema.ts';
import { declaredMessages } from '../../../shared/decode/registry/compile-protobuf.ts';
import type { Column } from '../../../shared/encode/columns/column-type.ts';
import { messageColumns } from '../../../shared/pipeline/columns/message-columns.ts';
import type { RegistryDecodingModel } from '../../../shared/pipeline/model.ts';
import { usageError } from '../arguments.ts';
import { avroColumns } from './avro-columns.ts';

/**
 * The columns that hold the values of a registered schema.
 *
 * @param message which one of protobuf; undefined: the first of the schema
 * @throws {SluiceError} CONFIG_INVALID where it says none
 */
export function schemaColumns(
  { references, text, type }: RawSchema,
  { format, mapping }: RegistryDecodingModel,
  message: string | undefined,
): readonly Column[] {
  const wanted = { avro: 'AVRO', protobuf: 'PROTOBUF', json: 'JSON' }[format];
  if (type !== wanted) {
    throw usageError(`the schema is of the type ${type}, and the source's codec is '${format}'`);
  }
  if (format === 'json') {
    throw usageError(
      'JSON Schema says too little of its numbers and times to make columns of it; give encoding.parquet.schema by hand',
    );
  }
  if (message !== undefined && format !== 'protobuf') {
    throw usageError("--message: is for sources with codec 'protobuf'");
  }
  const columns =
    format === 'avro'
      ? avroColumns(parseSchema([text, ...references.map((one) => one.text)], mapping))
      : protobufColumns({ references, text, type }, mapping, message);
  if (columns !== null && columns.length > 0) return columns;
  throw usageError(
    'the schema says no columns: its values are maps, or one of several records, or of more than 2,000 fields; give encoding.parquet.schema by hand',
  );
}

function protobufColumns(
  { references, text }: RawSchema,
  mapping: RegistryDecodingModel['mapping'],
  message: string | undefined,
): readonly Column[] | null {
  const messageType = message ?? declaredMessages(text)[0]?.fullName ?? '';
  const imported = new Map(references.map((one) => [one.name, one.text]));
  const { tables } = compileMessage(
    {
      kind: 'proto-files',
      files: [{ path: 'schema.proto', text }],
      readImport: (path) => imported.get(path) ?? null,
    },
    { ...mapping, messageType },
  );
  return messageColumns(tables);
}
