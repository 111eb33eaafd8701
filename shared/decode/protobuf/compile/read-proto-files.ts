import protobuf from 'protobufjs';
import { SluiceError } from '../../../errors.ts';
import type { ScalarKind } from '../runtime/tables.ts';
import type { ProtoFilesSource } from './message-source.ts';
import {
  type EnumSchema,
  type FieldSchema,
  type MessageSchema,
  type Schema,
  toJsonName,
} from './schema.ts';

/** What protobufjs knows of a thing's features, which it does not type. */
interface WithFeatures {
  readonly _features: {
    readonly enum_type?: string;
    readonly field_presence?: string;
    readonly utf8_validation?: string;
    readonly message_encoding?: string;
  };
}

/**
 * The types of `.proto` files and of all that they import, parsed by protobufjs. Its name for a group's field differs
 * from protoc's, which is all lower case; that is put right here.
 *
 * @throws {SluiceError} CONFIG_INVALID with the file and line of what cannot be read, or the name of what is missing
 */
export function readProtoFiles(source: ProtoFilesSource): Schema {
  const root = new protobuf.Root();
  const seen = new Set<string>();
  for (const { path, text } of source.files) load(root, path, text, source, seen);
  try {
    root.resolveAll();
  } catch (cause) {
    throw new SluiceError('CONFIG_INVALID', `a type is not found: ${messageOf(cause)}`, { cause });
  }
  const messages = new Map<string, MessageSchema>();
  const enums = new Map<string, EnumSchema>();
  collect(root, messages, enums);
  return { messages, enums };
}

function load(
  root: protobuf.Root,
  path: string,
  text: string,
  source: ProtoFilesSource,
  seen: Set<string>,
): void {
  if (seen.has(path)) return;
  seen.add(path);
  const { imports = [], weakImports = [] } = parse(root, path, text);
  for (const imported of [...imports, ...weakImports]) {
    if (seen.has(imported)) continue;
    const given = source.files.find((file) => file.path === imported)?.text;
    const found = given ?? source.readImport(imported);
    if (found !== null) load(root, imported, found, source, seen);
    else if (!addBuiltIn(root, imported, seen)) {
      throw new SluiceError(
        'CONFIG_INVALID',
        `'${imported}', which '${path}' imports, is not found`,
      );
    }
  }
}

function parse(root: protobuf.Root, path: string, text: string): protobuf.IParserResult {
  try {
    if (hasLostName(text)) throw new Error(`the name '${lostName}' would be lost`);
    // protobufjs says file and line where it knows the file
    parser.filename = path;
    return protobuf.parse(text, root, { keepCase: true });
  } catch (cause) {
    const reason = messageOf(cause);
    throw new SluiceError(
      'CONFIG_INVALID',
      `'${path}' cannot be read: ${reasons.get(reason) ?? reason}; ${otherWay}`,
      { cause },
    );
  } finally {
    parser.filename = null;
  }
}

const otherWay =
  'what protoc reads can be given as descFile, written with protoc --include_imports --descriptor_set_out=FILE';

/** What protobufjs says of what it does not understand, where that tells nobody anything. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['field must be a Field', 'a group within a oneof is not understood'],
]);

/** protobufjs leaves out, without a word, whatever has this name. */
const lostName = '__proto__';

function hasLostName(text: string): boolean {
  if (!text.includes(lostName)) return false;
  const { next } = protobuf.tokenize(text, false);
  for (let token = next(); token !== null; token = next()) {
    if (token === '"' || token === "'") {
      // a text, and the quote behind it
      next();
      next();
    } else if (token.split('.').includes(lostName)) return true;
  }
  return false;
}

const parser = protobuf.parse as unknown as { filename: string | null };

function addBuiltIn(root: protobuf.Root, path: string, seen: Set<string>): boolean {
  seen.add(path);
  const known = protobuf.common.get(path);
  if (known?.nested !== undefined) root.addJSON(known.nested);
  // what these hold are options for other tools, not messages
  return known !== null || path === 'google/protobuf/descriptor.proto';
}

function collect(
  space: protobuf.NamespaceBase,
  messages: Map<string, MessageSchema>,
  enums: Map<string, EnumSchema>,
): void {
  for (const inner of space.nestedArray) {
    const fullName = withoutDot(inner.fullName);
    if (inner instanceof protobuf.Enum) enums.set(fullName, enumSchema(fullName, inner));
    if (inner instanceof protobuf.Type) {
      const fields = inner.fieldsArray.map(fieldSchema);
      fields.sort((one, other) => one.number - other.number);
      messages.set(fullName, { fullName, fields });
    }
    if (inner instanceof protobuf.Namespace) collect(inner, messages, enums);
  }
}

function enumSchema(fullName: string, { values, ...rest }: protobuf.Enum): EnumSchema {
  const { _features: features } = rest as unknown as WithFeatures;
  return {
    fullName,
    closed: features.enum_type === 'CLOSED',
    values: Object.entries(values).map(([name, number]) => ({ name, number })),
  };
}

function fieldSchema(field: protobuf.Field): FieldSchema {
  const { _features: features } = (field.declaringField ?? field) as unknown as WithFeatures;
  const isMap = field instanceof protobuf.MapField;
  const shape = isMap ? 'map' : field.repeated ? 'many' : 'one';
  return {
    number: field.id,
    ...namesOf(field),
    type: typeOf(field, features.utf8_validation),
    shape,
    key: isMap ? keyKind(field.keyType, features.utf8_validation) : null,
    presence: presenceOf(field, shape, features.field_presence),
    oneof: oneofOf(field),
    delimited:
      !isMap &&
      field.resolvedType instanceof protobuf.Type &&
      features.message_encoding === 'DELIMITED',
  };
}

function namesOf(field: protobuf.Field): Pick<FieldSchema, 'protoName' | 'jsonName'> {
  const declared = field.declaringField;
  const { resolvedType } = field;
  const isGroup =
    resolvedType instanceof protobuf.Type &&
    isWrittenAsGroup(resolvedType) &&
    (declared ?? field).name === protobuf.util.lcFirst(resolvedType.name);
  if (declared !== null) {
    const full = withoutDot(declared.fullName);
    const name = isGroup ? full.replace(/[^.]+$/, (last) => last.toLowerCase()) : full;
    return { protoName: `[${name}]`, jsonName: `[${name}]` };
  }
  const protoName = isGroup ? resolvedType.name.toLowerCase() : (field.protoName ?? field.name);
  const jsonName = isGroup ? undefined : field.jsonName;
  return { protoName, jsonName: jsonName ?? toJsonName(protoName) };
}

/** Which protobufjs does not type. */
function isWrittenAsGroup(type: protobuf.Type): boolean {
  return (type as { readonly group?: boolean }).group === true;
}

function typeOf({ type, resolvedType }: protobuf.Field, utf8?: string): FieldSchema['type'] {
  if (resolvedType === null) return { kind: keyKind(type, utf8) };
  const kind = resolvedType instanceof protobuf.Enum ? 'enum' : 'message';
  return { kind, fullName: withoutDot(resolvedType.fullName) };
}

function keyKind(type: string, utf8?: string): ScalarKind {
  return type === 'string' && utf8 === 'NONE' ? 'lossy-string' : (type as ScalarKind);
}

function presenceOf(
  field: protobuf.Field,
  shape: FieldSchema['shape'],
  feature?: string,
): FieldSchema['presence'] {
  // also a list of them: one that is not there is not written
  if (field.declaringField !== null) return 'explicit';
  if (shape !== 'one') return 'implicit';
  if (feature === 'LEGACY_REQUIRED') return 'required';
  if (field.partOf !== null) return 'explicit';
  if (field.resolvedType instanceof protobuf.Type) return 'explicit';
  return feature === 'IMPLICIT' ? 'implicit' : 'explicit';
}

function oneofOf({ partOf, options }: protobuf.Field): string | null {
  const isSynthetic = options?.['proto3_optional'] === true;
  return partOf === null || isSynthetic ? null : partOf.name;
}

function withoutDot(name: string): string {
  return name.startsWith('.') ? name.slice(1) : name;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
