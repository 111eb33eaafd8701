import { decodeMessage, RawMessage, type RawValue } from '../runtime/proto/decode.ts';
import {
  isPackable,
  type ProtoEnum,
  type ProtoField,
  type ProtoMessage,
  type ProtoSchema,
  protoTypes,
  type ProtoType,
} from '../runtime/proto/schema.ts';
import { ProtoFault } from '../runtime/proto/wire.ts';

// A descriptor set is itself a protobuf message, so it is read by what reads those of a program; of descriptor.proto only what
// is looked at stands here.
const own: ProtoSchema = {
  enums: [],
  messages: [
    message('FileDescriptorSet', [field('file', 1, 'message', 1, true)]),
    message('FileDescriptorProto', [
      field('package', 2, 'string'),
      field('messages', 4, 'message', 2, true),
      field('enums', 5, 'message', 4, true),
      field('syntax', 12, 'string'),
    ]),
    message('DescriptorProto', [
      field('name', 1, 'string'),
      field('fields', 2, 'message', 3, true),
      field('messages', 3, 'message', 2, true),
      field('enums', 4, 'message', 4, true),
      field('options', 7, 'message', 6),
    ]),
    message('FieldDescriptorProto', [
      field('name', 1, 'string'),
      field('number', 3, 'int32'),
      field('label', 4, 'int32'),
      field('type', 5, 'int32'),
      field('type_name', 6, 'string'),
      field('options', 8, 'message', 7),
      field('oneof_index', 9, 'int32'),
    ]),
    message('EnumDescriptorProto', [
      field('name', 1, 'string'),
      field('values', 2, 'message', 5, true),
    ]),
    message('EnumValueDescriptorProto', [field('name', 1, 'string'), field('number', 2, 'int32')]),
    message('MessageOptions', [field('map_entry', 7, 'bool')]),
    message('FieldOptions', [field('packed', 2, 'bool')]),
  ],
};

function message(name: string, fields: readonly ProtoField[]): ProtoMessage {
  return { name, fields };
}

function field(name: string, number: number, type: ProtoType, of = 0, isList = false): ProtoField {
  const rest = { isMap: false, isPacked: false, hasPresence: true, choice: -1 };
  return { name, number, type, of, isList, ...rest };
}

/** Access to fields of the messages above, by name. */
class Fields {
  readonly #raw: RawMessage;

  constructor(raw: RawMessage) {
    this.#raw = raw;
  }

  #get(name: string): RawValue | undefined {
    const found = own.messages[this.#raw.of]?.fields.find((one) => one.name === name);
    return found === undefined ? undefined : this.#raw.fields.get(found.number);
  }

  text(name: string): string {
    const value = this.#get(name);
    return typeof value === 'string' ? value : '';
  }

  number(name: string): number | null {
    const value = this.#get(name);
    return typeof value === 'number' ? value : null;
  }

  flag(name: string): boolean | null {
    const value = this.#get(name);
    return typeof value === 'boolean' ? value : null;
  }

  list(name: string): readonly Fields[] {
    const value = this.#get(name);
    const items = Array.isArray(value) ? value : [];
    return items.flatMap((item) => (item instanceof RawMessage ? [new Fields(item)] : []));
  }

  options(): Fields | null {
    const value = this.#get('options');
    return value instanceof RawMessage ? new Fields(value) : null;
  }
}

interface Declared {
  readonly isMessage: boolean;
  readonly is3: boolean;
  readonly fields: Fields;
}

/** The types that a message needs, of the bytes of a descriptor set; a text says why not. */
export function readProtoSchema(bytes: Uint8Array, messageType: string): ProtoSchema | string {
  const declared = new Map<string, Declared>();
  try {
    const files = new Fields(decodeMessage(own, bytes)).list('file');
    if (files.length === 0) return 'it is no descriptor set';
    for (const file of files) {
      const scope = file.text('package');
      declare(declared, scope === '' ? '' : `${scope}.`, file.text('syntax') === 'proto3', file);
    }
  } catch (thrown) {
    if (thrown instanceof ProtoFault) return 'it is no descriptor set';
    throw thrown;
  }
  const wanted = messageType.replace(/^\./, '');
  if (declared.get(wanted)?.isMessage !== true) {
    return `the message type '${messageType}' could not be found in it`;
  }
  return new SchemaMaker(declared).schema(wanted);
}

function declare(into: Map<string, Declared>, scope: string, is3: boolean, within: Fields): void {
  for (const one of within.list('enums')) {
    into.set(scope + one.text('name'), { isMessage: false, is3, fields: one });
  }
  for (const one of within.list('messages')) {
    const name = scope + one.text('name');
    into.set(name, { isMessage: true, is3, fields: one });
    declare(into, `${name}.`, is3, one);
  }
}

class SchemaMaker {
  readonly #declared: ReadonlyMap<string, Declared>;
  readonly #messages: ProtoMessage[] = [];
  readonly #enums: ProtoEnum[] = [];
  readonly #places = new Map<string, number>();

  constructor(declared: ReadonlyMap<string, Declared>) {
    this.#declared = declared;
  }

  schema(name: string): ProtoSchema {
    this.#place(name);
    return { messages: this.#messages, enums: this.#enums };
  }

  #place(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const declared = this.#declared.get(name);
    if (declared === undefined) return 0;
    const { isMessage, is3, fields } = declared;
    if (!isMessage) {
      const values = fields
        .list('values')
        .map((value) => [value.text('name'), value.number('number') ?? 0] as const);
      this.#places.set(name, this.#enums.length);
      return this.#enums.push({ name: fields.text('name'), fullName: name, values }) - 1;
    }
    const place = this.#messages.length;
    this.#places.set(name, place);
    // its place counts before its fields, which may hold it
    this.#messages.push(message(name, []));
    const made = fields
      .list('fields')
      .map((one) => this.#field(one, is3))
      .toSorted((one, other) => one.number - other.number);
    this.#messages[place] = message(name, made);
    return place;
  }

  #field(one: Fields, is3: boolean): ProtoField {
    const type = protoTypes[(one.number('type') ?? 0) - 1] ?? 'bytes';
    const typeName = one.text('type_name').replace(/^\./, '');
    const isRepeated = one.number('label') === 3;
    const isMap = this.#declared.get(typeName)?.fields.options()?.flag('map_entry') === true;
    const choice = one.number('oneof_index') ?? -1;
    const isMessage = type === 'message' || type === 'group';
    return {
      name: one.text('name'),
      number: one.number('number') ?? 0,
      type,
      of: typeName === '' ? 0 : this.#place(typeName),
      isList: isRepeated && !isMap,
      isMap,
      isPacked: isRepeated && isPackable(type) && (one.options()?.flag('packed') ?? is3),
      hasPresence: !isRepeated && (!is3 || isMessage || choice !== -1),
      choice,
    };
  }
}
