import { decodeMessage, RawMessage, type RawValue } from '../runtime/proto/decode.ts';
import type { ProtoField, ProtoMessage, ProtoSchema, ProtoType } from '../runtime/proto/schema.ts';

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
      field('options', 8, 'message', 8),
      field('syntax', 12, 'string'),
      field('edition', 14, 'int32'),
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
    message('FieldOptions', [field('packed', 2, 'bool'), field('features', 21, 'message', 9)]),
    message('FileOptions', [field('features', 50, 'message', 9)]),
    message('FeatureSet', [
      field('field_presence', 1, 'int32'),
      field('repeated_field_encoding', 3, 'int32'),
      field('message_encoding', 5, 'int32'),
    ]),
  ],
};

function message(name: string, fields: readonly ProtoField[]): ProtoMessage {
  return { name, fields };
}

function field(name: string, number: number, type: ProtoType, of = 0, isList = false): ProtoField {
  const rest = { isMap: false, isPacked: false, hasPresence: true, choice: -1 };
  return { name, number, type, of, isList, ...rest };
}

/** Access to fields of descriptors, by name. */
export class Fields {
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
    return this.#part('options');
  }

  features(): Fields | null {
    const options = this.options();
    return options === null ? null : options.#part('features');
  }

  #part(name: string): Fields | null {
    const value = this.#get(name);
    return value instanceof RawMessage ? new Fields(value) : null;
  }
}

/** The files of a descriptor set. @throws {ProtoFault} where it is none */
export function descriptorFiles(bytes: Uint8Array): readonly Fields[] {
  return new Fields(decodeMessage(own, bytes)).list('file');
}
