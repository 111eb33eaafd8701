import { SluiceError } from '../../../errors.ts';
import { SchemaFault } from '../runtime/json-schema/references.ts';
import { schemaValidator } from '../runtime/json-schema/validator.ts';
import type { ArgumentFault, Call, FunctionDefinition, Preparation } from './definition.ts';
import { any, boolean, bytes, describe, json, optional, required } from './describe.ts';
import { readProtoSchema } from './proto-schema.ts';
import type { ReadFile } from './read-file.ts';

const descriptorFile = required(
  'desc_file',
  bytes,
  'A descriptor set, as protoc writes it with `--include_imports --descriptor_set_out`. It is read when the program is compiled; paths are from the folder of the pipeline file.',
  { isConstant: true },
);
const messageType = required('message_type', bytes, 'The full name of the message.', {
  isConstant: true,
});

function constantText({ constants }: Call, keyword: string): string {
  const constant = constants.get(keyword);
  return typeof constant === 'string' ? constant : '';
}

/** Functions that need a schema, which is in a file. */
export function schemaFunctions(readFile: ReadFile): readonly FunctionDefinition[] {
  const fileOf = (call: Call, keyword: string): Uint8Array | string => {
    const path = constantText(call, keyword);
    try {
      return readFile(path);
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code ?? (thrown as Error).message;
      return `the file '${path}' cannot be read (${code})`;
    }
  };
  const protoSchema = (call: Call): ReturnType<typeof readProtoSchema> => {
    const file = fileOf(call, 'desc_file');
    return typeof file === 'string'
      ? file
      : readProtoSchema(file, constantText(call, 'message_type'));
  };
  const checkProto = (call: Call): readonly ArgumentFault[] => {
    const schema = protoSchema(call);
    return typeof schema === 'string' ? [{ keyword: 'desc_file', message: schema }] : [];
  };
  const prepareProto = (call: Call): Preparation => {
    return { name: 'asItIs', module: 'as-it-is', data: prepared(protoSchema(call)) };
  };
  const jsonSchema = (call: Call): { readonly text: string; readonly fault: string | null } => {
    const file = fileOf(call, 'schema_definition');
    if (typeof file === 'string') return { text: '', fault: file };
    const text = new TextDecoder().decode(file);
    try {
      schemaValidator(text);
      return { text, fault: null };
    } catch (thrown) {
      if (thrown instanceof SchemaFault) return { text, fault: thrown.message };
      throw thrown;
    }
  };
  return [
    ...describe('Parse', [
      {
        name: 'parse_proto',
        summary: 'The object of a protobuf message: fields that are there, enums by name.',
        parameters: [required('value', bytes, 'The message.'), descriptorFile, messageType],
        returns: json,
        fallible: true,
        check: checkProto,
        prepare: prepareProto,
      },
    ]),
    ...describe('Codec', [
      {
        name: 'encode_proto',
        summary: 'The protobuf message of an object.',
        parameters: [
          required('value', any, 'The object.'),
          descriptorFile,
          messageType,
          optional(
            'allow_lossy_string_coercion',
            boolean,
            'Whether numbers, booleans and timestamps may become texts where the message has a text.',
            true,
          ),
        ],
        returns: bytes,
        fallible: true,
        check: checkProto,
        prepare: prepareProto,
      },
    ]),
    ...describe('Type', [
      {
        name: 'validate_json_schema',
        summary:
          'Whether JSON is as a JSON Schema says (drafts 4 to 2020-12): true, or a failure that tells each fault. The schema stands in one file; nothing is fetched.',
        parameters: [
          required('value', bytes, 'The JSON.'),
          required(
            'schema_definition',
            bytes,
            'The file of the schema. It is read when the program is compiled; paths are from the folder of the pipeline file.',
            { isConstant: true },
          ),
          optional(
            'ignore_unknown_formats',
            boolean,
            'Whether formats that are not known are taken as fulfilled; else they fail.',
            false,
          ),
        ],
        returns: boolean,
        fallible: true,
        check: (call) => {
          const schema = jsonSchema(call);
          return schema.fault === null
            ? []
            : [{ keyword: 'schema_definition', message: schema.fault }];
        },
        prepare: (call) => ({
          name: 'schemaValidator',
          module: 'json-schema/validator',
          data: jsonSchema(call).text,
        }),
      },
    ]),
  ];
}

/** What was checked before it is asked for. */
function prepared<T>(schema: T | string): T {
  if (typeof schema !== 'string') return schema;
  throw new SluiceError('CONFIG_INVALID', schema);
}
