import type { ProtobufEncodingModel } from '../model.ts';
import { type Group, group, type Values } from '../options/option.ts';
import type { DecodingContext } from './decode-schema.ts';
import { type ProtobufShape, protobufOptions, readProtobuf } from './decode-protobuf.ts';

/** The types of the options of the codec `protobuf` of a sink. */
export type ProtobufFileShape = Pick<
  ProtobufShape,
  'descFile' | 'protoFiles' | 'importPaths' | 'messageType' | 'useJsonNames'
>;

const { descFile, protoFiles, importPaths, messageType, useJsonNames } = protobufOptions.options;

/** The options of the codec `protobuf` of a sink. */
export const protobufFileOptions: Group<ProtobufFileShape> = group({
  descFile,
  protoFiles,
  importPaths,
  messageType,
  useJsonNames,
});

/** Null where there is no message type, with every fault told. */
export function protobufModel(
  values: Values<ProtobufFileShape>,
  path: string,
  context: DecodingContext,
): ProtobufEncodingModel | null {
  const mapping = { int64: 'number', enums: 'name', emitDefaults: false } as const;
  const messages = readProtobuf({ ...values, ...mapping }, path, context);
  return messages === null ? null : { codec: 'protobuf', messages };
}
