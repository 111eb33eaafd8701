import { readFileSync } from 'node:fs';
import {
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  fromBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type {
  MessageOptions,
  MessageSource,
} from '../../../shared/decode/protobuf/compile/message-source.ts';

const folder = new URL('./', import.meta.url);

/**
 * The `.proto` files beside this, compiled. Made anew after a change of them by
 * `npx @bufbuild/buf@1.75.0 build test/support/protobuf --as-file-descriptor-set --exclude-source-info -o test/support/protobuf/features.desc`
 */
export const descriptorSet: Buffer = readFileSync(new URL('features.desc', folder));

export const descriptorSource: MessageSource = {
  kind: 'descriptor-set',
  path: 'features.desc',
  bytes: descriptorSet,
};

/** Without a field of this name, which only a descriptor set can have. */
export function protoText(path: string): string | null {
  try {
    return readFileSync(new URL(path, folder), 'utf8').replace(/^.*\b__proto__\b.*$/m, '');
  } catch {
    return null;
  }
}

export const protoSource: MessageSource = {
  kind: 'proto-files',
  files: [{ path: 'proto3.proto', text: protoText('proto3.proto') ?? '' }],
  readImport: protoText,
};

/** The second implementation's view of the same. */
export const registry: FileRegistry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, descriptorSet),
);

export const messageTypes = [
  'features.v3.All',
  'features.v2.Legacy',
  'features.e2023.Modern',
] as const;

export function descriptorOf(messageType: string): DescMessage {
  const found = registry.getMessage(messageType);
  if (found === undefined) throw new Error(messageType);
  return found;
}

export const defaultOptions: Omit<MessageOptions, 'messageType'> = {
  useJsonNames: false,
  int64: 'number',
  enums: 'name',
  emitDefaults: true,
};
