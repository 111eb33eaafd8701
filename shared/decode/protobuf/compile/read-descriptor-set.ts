import descriptor from 'protobufjs/ext/descriptor.js';
import { SluiceError } from '../../../errors.ts';
import type { ScalarKind } from '../runtime/tables.ts';
import type { EnumObject, FieldObject, FileObject, MessageObject } from './descriptor-objects.ts';
import { defaultFeatures, type Features, withFeatures } from './features.ts';
import type { DescriptorSetSource } from './message-source.ts';
import {
  type EnumSchema,
  type FieldSchema,
  type MessageSchema,
  type Schema,
  toJsonName,
} from './schema.ts';

/**
 * The types of a descriptor set. Read here from the descriptors themselves, since protobufjs' reflection loses what
 * they say where a map's entry has features of its own, and takes its names apart in another way than protoc.
 *
 * @throws {SluiceError} CONFIG_INVALID where the bytes are none, or an import is missing
 */
export function readDescriptorSet(source: DescriptorSetSource): Schema {
  const files = filesOf(source);
  const reading = new SchemaReading();
  for (const file of files) {
    const features = withFeatures(
      defaultFeatures(file.syntax, file.edition),
      file.options?.features,
    );
    const scope = file.package === undefined || file.package === '' ? '' : `${file.package}.`;
    reading.declare(scope, features, file.messageType, file.enumType, file.extension);
  }
  const present = new Set(files.map(({ name }) => name));
  for (const { name, dependency = [] } of files) {
    const missing = dependency.find((path) => !present.has(path) && !isBuiltIn(path));
    if (missing === undefined) continue;
    throw new SluiceError(
      'CONFIG_INVALID',
      `the descriptor set '${source.path}' lacks '${missing}', which '${name}' imports; write it with protoc --include_imports`,
    );
  }
  return reading.schema();
}

function isBuiltIn(path: string): boolean {
  return path.startsWith('google/protobuf/');
}

function filesOf({ path, bytes }: DescriptorSetSource): readonly FileObject[] {
  try {
    const { FileDescriptorSet } = descriptor;
    const { file } = FileDescriptorSet.toObject(FileDescriptorSet.decode(bytes)) as {
      readonly file?: readonly FileObject[];
    };
    if (file !== undefined && file.length > 0) return file;
  } catch (cause) {
    throw new SluiceError('CONFIG_INVALID', `'${path}' is no descriptor set; ${howToWrite}`, {
      cause,
    });
  }
  throw new SluiceError('CONFIG_INVALID', `the descriptor set '${path}' is empty; ${howToWrite}`);
}

const howToWrite = 'write one with protoc --include_imports --descriptor_set_out=FILE';

/** Goes through the files, and puts extensions to the messages that they extend once all are known. */
class SchemaReading {
  readonly #messages = new Map<string, MessageSchema>();
  readonly #enums = new Map<string, EnumSchema>();
  readonly #extensions: [extended: string, field: FieldSchema][] = [];
  /** Entries of maps by their full name. */
  readonly #entries = new Map<string, [message: MessageObject, features: Features]>();

  declare(
    scope: string,
    features: Features,
    messages: readonly MessageObject[] = [],
    enums: readonly EnumObject[] = [],
    extensions: readonly FieldObject[] = [],
  ): void {
    for (const message of messages) this.#message(scope, message, features);
    for (const { name, value = [], options } of enums) {
      const { closedEnums: closed } = withFeatures(features, options?.features);
      const values = value.map((one) => ({ name: one.name ?? '', number: one.number ?? 0 }));
      const fullName = `${scope}${name}`;
      this.#enums.set(fullName, { fullName, closed, values });
    }
    for (const field of extensions) {
      const name = `[${scope}${field.name}]`;
      const read = this.#field(field, features, null);
      // also a list: one that is not there is not written
      const extension = { ...read, protoName: name, jsonName: name, presence: 'explicit' } as const;
      this.#extensions.push([withoutDot(field.extendee), extension]);
    }
  }

  #message(scope: string, message: MessageObject, outer: Features): void {
    const features = withFeatures(outer, message.options?.features);
    const fullName = `${scope}${message.name}`;
    const inner = `${fullName}.`;
    const { nestedType = [], oneofDecl = [], field: fields = [] } = message;
    const nested = nestedType.filter((one) => one.options?.mapEntry !== true);
    for (const one of nestedType) {
      if (!nested.includes(one)) this.#entries.set(`${inner}${one.name}`, [one, features]);
    }
    this.declare(inner, features, nested, message.enumType, message.extension);
    const read = fields.map((field) => {
      const { oneofIndex, proto3Optional } = field;
      if (oneofIndex === undefined) return this.#field(field, features, null);
      const oneof = oneofDecl[oneofIndex];
      const around = withFeatures(features, oneof?.options?.features);
      return this.#field(field, around, proto3Optional === true ? null : (oneof?.name ?? ''));
    });
    this.#messages.set(fullName, { fullName, fields: read });
  }

  #field(field: FieldObject, outer: Features, oneof: string | null): FieldSchema {
    const features = withFeatures(outer, field.options?.features);
    const { name = '', number = 0, label, type = 0 } = field;
    const entry = this.#entries.get(withoutDot(field.typeName));
    const common = {
      number,
      protoName: name,
      jsonName: field.jsonName ?? toJsonName(name),
      oneof,
      delimited: type === types.group || (type === types.message && features.delimited),
    };
    if (entry !== undefined) {
      const [{ field: parts = [] }, around] = entry;
      const [key, value] = parts.map((part) => this.#field(part, around, null));
      if (key === undefined || value === undefined) {
        throw new SluiceError('CONFIG_INVALID', `the map '${name}' of a descriptor has no entry`);
      }
      return {
        ...common,
        delimited: false,
        shape: 'map',
        key: key.type.kind as ScalarKind,
        type: value.type,
        presence: 'implicit',
      };
    }
    const shape = label === labels.repeated ? 'many' : 'one';
    return { ...common, shape, key: null, ...typeAndPresence(field, features, shape) };
  }

  schema(): Schema {
    const messages = new Map(this.#messages);
    for (const [extended, field] of this.#extensions) {
      const message = messages.get(extended);
      if (message === undefined) continue;
      messages.set(extended, { ...message, fields: [...message.fields, field] });
    }
    for (const [name, message] of messages) {
      const fields = message.fields.toSorted((one, other) => one.number - other.number);
      messages.set(name, { ...message, fields });
    }
    return { messages, enums: this.#enums };
  }
}

function typeAndPresence(
  { type = 0, typeName, label, oneofIndex, proto3Optional }: FieldObject,
  features: Features,
  shape: FieldSchema['shape'],
): Pick<FieldSchema, 'type' | 'presence'> {
  const isMessage = type === types.message || type === types.group;
  const fullName = withoutDot(typeName);
  const kind = scalarKinds[type];
  const presence = (): FieldSchema['presence'] => {
    if (shape === 'many') return 'implicit';
    if (label === labels.required || features.presence === 'required') return 'required';
    if (isMessage || oneofIndex !== undefined || proto3Optional === true) return 'explicit';
    return features.presence;
  };
  if (isMessage) return { type: { kind: 'message', fullName }, presence: presence() };
  if (type === types.enum) return { type: { kind: 'enum', fullName }, presence: presence() };
  if (kind === undefined) {
    throw new SluiceError(
      'CONFIG_INVALID',
      `a descriptor has a field of type ${type}; there is none`,
    );
  }
  const isLossy = kind === 'string' && !features.checkUtf8;
  return { type: { kind: isLossy ? 'lossy-string' : kind }, presence: presence() };
}

function withoutDot(name = ''): string {
  return name.startsWith('.') ? name.slice(1) : name;
}

const labels = { required: 2, repeated: 3 } as const;
const types = { group: 10, message: 11, enum: 14 } as const;
const scalarKinds: Readonly<Record<number, ScalarKind>> = {
  1: 'double',
  2: 'float',
  3: 'int64',
  4: 'uint64',
  5: 'int32',
  6: 'fixed64',
  7: 'fixed32',
  8: 'bool',
  9: 'string',
  12: 'bytes',
  13: 'uint32',
  15: 'sfixed32',
  16: 'sfixed64',
  17: 'sint32',
  18: 'sint64',
};
