import type { Environment } from '../environment.ts';
import type { ReadContext } from '../options/read-options.ts';
import type { ReadFile } from './read-pem.ts';
import type { Faults } from '../faults.ts';
import type { DecodingModel } from '../model.ts';
import type { FindMessages, MessagesOptions, MessagesModel } from '../messages.ts';
import {
  group,
  nullable,
  optional,
  type Group,
  type Option,
  type Values,
} from '../options/option.ts';
import type { SchemaRegistryShape } from './schema-registry-options.ts';
import { isRegistryGiven, readSchemaRegistry } from './schema-registry.ts';
import { flag, oneOf, text, textList } from '../options/value.ts';

/** The types of the options of the codec `protobuf`. */
export type ProtobufShape = {
  readonly descFile: Option<string | null>;
  readonly protoFiles: Option<readonly string[] | null>;
  readonly importPaths: Option<readonly string[] | null>;
  readonly messageType: Option<string | null>;
  readonly useJsonNames: Option<boolean>;
  readonly int64: Option<'number' | 'string'>;
  readonly enums: Option<'name' | 'number'>;
  readonly emitDefaults: Option<boolean>;
};

/** The types of the options of `decoding`. */
export type DecodingShape = {
  readonly codec: Option<'json' | 'bytes' | 'protobuf' | 'avro'>;
  readonly protobuf: Group<ProtobufShape>;
  readonly schemaRegistry: Group<SchemaRegistryShape>;
};

const relativePath = text('a path, from the folder of the pipeline file');

/** The options of the codec `protobuf`. */
export const protobufOptions: Group<ProtobufShape> = group({
  descFile: nullable(relativePath),
  protoFiles: nullable(textList(relativePath, 'files')),
  importPaths: nullable(textList(relativePath, 'folders')),
  messageType: nullable(
    text("the full name of a message, 'package.Message'", /^\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/),
  ),
  useJsonNames: optional(flag(), false),
  int64: optional(oneOf(['number', 'string']), 'number'),
  enums: optional(oneOf(['name', 'number']), 'name'),
  emitDefaults: optional(flag(), false),
});

export interface DecodingContext {
  readonly faults: Faults;
  readonly env: Environment;
  readonly missingVariables: ReadContext['missingVariables'];
  /** Null: no file is read. */
  readonly readFile: ReadFile | null;
  /** Left out where no source decodes protobuf. */
  readonly messages?: FindMessages | undefined;
}

/** How the values of a source become events, with the messages that they are where the codec is `protobuf`. */
export function readDecoding(
  { codec, protobuf, schemaRegistry }: Values<DecodingShape>,
  path: string,
  context: DecodingContext,
): DecodingModel {
  const at = `${path}.protobuf`;
  if (isRegistryGiven(schemaRegistry, `${path}.schemaRegistry`, context.faults)) {
    return withRegistry(codec, protobuf, schemaRegistry, path, context);
  }
  if (codec === 'protobuf') {
    const messages = findMessages(protobuf, at, context);
    // without messages there is a fault
    return messages === null ? { codec: 'bytes' } : { codec, messages };
  }
  if (codec === 'avro') {
    if (context.faults.settled(`${path}.schemaRegistry.url`, `${path}.codec`)) {
      context.faults.add(`${path}.schemaRegistry`, "is missing; codec 'avro' needs a registry");
    }
    return { codec: 'json' };
  }
  const { descFile, protoFiles, messageType } = protobuf;
  const isGiven = descFile !== null || protoFiles !== null || messageType !== null;
  if (isGiven && context.faults.settled(`${path}.codec`)) {
    context.faults.add(at, `is given, but codec is '${codec}'; write codec: 'protobuf'`);
  }
  return { codec };
}

/** Values that name a schema. How a message becomes JSON is still said here; which it is, the schema says. */
function withRegistry(
  codec: Values<DecodingShape>['codec'],
  { descFile, protoFiles, importPaths, messageType, ...mapping }: Values<ProtobufShape>,
  schemaRegistry: Values<SchemaRegistryShape>,
  path: string,
  context: DecodingContext,
): DecodingModel {
  const { faults } = context;
  for (const [name, value] of Object.entries({ descFile, protoFiles, importPaths, messageType })) {
    const at = `${path}.protobuf.${name}`;
    if (value !== null && faults.settled(at)) {
      faults.add(at, 'is given, but schemaRegistry has the schemas; give one of them');
    }
  }
  const registry = readSchemaRegistry(schemaRegistry, codec, `${path}.schemaRegistry`, context);
  if (codec === 'bytes') {
    if (faults.settled(`${path}.codec`)) {
      faults.add(
        `${path}.schemaRegistry`,
        "is given, but codec is 'bytes', which has no schema; write codec: 'json', 'protobuf' or 'avro'",
      );
    }
    return { codec };
  }
  return registry === null
    ? { codec: 'json' }
    : { codec: 'registry', format: codec, registry, mapping };
}

/** Null where there are none, with every fault told. */
function findMessages(
  values: Values<ProtobufShape>,
  path: string,
  { faults, messages: find }: DecodingContext,
): MessagesModel | null {
  const options = messageOptions(values, path, faults);
  if (options === null) return null;
  const found = find?.(options) ?? {
    faults: [{ option: null, message: 'no schema is read here' }],
  };
  if (!('faults' in found)) return found;
  for (const { option, message } of found.faults) {
    faults.add(option === null ? path : `${path}.${option}`, message);
  }
  return null;
}

function messageOptions(
  values: Values<ProtobufShape>,
  path: string,
  faults: Faults,
): MessagesOptions | null {
  const { descFile, protoFiles, importPaths, messageType, ...mapping } = values;
  const paths = Object.keys(protobufOptions.options).map((name) => `${path}.${name}`);
  for (const unknown of paths.filter((each) => faults.postponed.includes(each))) {
    faults.add(
      unknown,
      'has to be known where the pipeline is checked and built: set its variable, or write a default as ${NAME:-default}',
    );
  }
  const [atDescFile = '', atProtoFiles = '', atImportPaths = '', atMessageType = ''] = paths;
  if (faults.settled(atDescFile, atProtoFiles)) {
    if (descFile === null && protoFiles === null) {
      faults.add(atDescFile, 'is missing; give a compiled descriptor set, or protoFiles');
    } else if (descFile !== null && protoFiles !== null) {
      faults.add(atProtoFiles, 'is given, and descFile is too; give one of them');
    } else if (protoFiles === null && importPaths !== null && faults.settled(atImportPaths)) {
      faults.add(atImportPaths, 'is for protoFiles; a descriptor set holds its imports');
    }
  }
  if (messageType === null && faults.settled(atMessageType)) {
    faults.add(atMessageType, "is missing; give the full name of a message, 'package.Message'");
  }
  if (messageType === null || !faults.settled(...paths)) return null;
  return {
    descFile,
    protoFiles: protoFiles ?? [],
    importPaths: importPaths ?? [],
    messageType: messageType.replace(/^\./, ''),
    ...mapping,
  };
}
