import type { Faults } from '../faults.ts';
import type { MessagesModel, MessagesOptions } from '../messages.ts';
import {
  group,
  nullable,
  optional,
  type Group,
  type Option,
  type Values,
} from '../options/option.ts';
import { flag, oneOf, text, textList } from '../options/value.ts';
import { type DecodingContext, findSchema, mustBeKnown, relativePath } from './decode-schema.ts';

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

/** Null where there are none, with every fault told. */
export function readProtobuf(
  values: Values<ProtobufShape>,
  path: string,
  context: DecodingContext,
): MessagesModel | null {
  const options = messageOptions(values, path, context.faults);
  const found = options === null ? null : findSchema(options, path, context);
  return found === null ? null : { ...found, failure: 'NOT_PROTOBUF' };
}

function messageOptions(
  values: Values<ProtobufShape>,
  path: string,
  faults: Faults,
): MessagesOptions | null {
  const { descFile, protoFiles, importPaths, messageType, ...mapping } = values;
  const paths = mustBeKnown(protobufOptions, path, faults);
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
