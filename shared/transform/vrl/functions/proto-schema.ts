import {
  isPackable,
  type ProtoEnum,
  type ProtoField,
  type ProtoMessage,
  type ProtoSchema,
  protoTypes,
} from '../runtime/proto/schema.ts';
import { ProtoFault } from '../runtime/proto/wire.ts';
import { descriptorFiles, type Fields } from './descriptor-fields.ts';
import { type Encoding, encodingOf, encodingWithin } from './proto-encoding.ts';

interface Declared {
  readonly isMessage: boolean;
  readonly encoding: Encoding;
  readonly fields: Fields;
}

/** The types that a message needs, of the bytes of a descriptor set; a text says why not. */
export function readProtoSchema(bytes: Uint8Array, messageType: string): ProtoSchema | string {
  const declared = new Map<string, Declared>();
  try {
    const files = descriptorFiles(bytes);
    if (files.length === 0) return 'it is no descriptor set';
    for (const file of files) {
      const encoding = encodingOf(file);
      if (encoding === null) {
        return `it has a file of an edition that is not known (${file.number('edition')}); known are proto2, proto3 and the editions 2023 to 2026`;
      }
      const scope = file.text('package');
      declare(declared, scope === '' ? '' : `${scope}.`, encoding, file);
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

function declare(
  into: Map<string, Declared>,
  scope: string,
  encoding: Encoding,
  within: Fields,
): void {
  for (const one of within.list('enums')) {
    into.set(scope + one.text('name'), { isMessage: false, encoding, fields: one });
  }
  for (const one of within.list('messages')) {
    const name = scope + one.text('name');
    into.set(name, { isMessage: true, encoding, fields: one });
    declare(into, `${name}.`, encoding, one);
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
    const { encoding, fields, isMessage } = declared;
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
    this.#messages.push({ name, fields: [] });
    // an entry of a map is written as it always was
    const isEntry = fields.options()?.flag('map_entry') === true;
    const within = isEntry ? { ...encoding, isDelimited: false } : encoding;
    const made = fields
      .list('fields')
      .map((one) => this.#field(one, within))
      .toSorted((one, other) => one.number - other.number);
    this.#messages[place] = { name, fields: made };
    return place;
  }

  #field(one: Fields, outer: Encoding): ProtoField {
    const { hasPresence, isDelimited, isPacked } = encodingWithin(outer, one.features());
    const declared = protoTypes[(one.number('type') ?? 0) - 1] ?? 'bytes';
    const typeName = one.text('type_name').replace(/^\./, '');
    const isRepeated = one.number('label') === 3;
    const isMap = this.#declared.get(typeName)?.fields.options()?.flag('map_entry') === true;
    const choice = one.number('oneof_index') ?? -1;
    const type = declared === 'message' && isDelimited && !isMap ? 'group' : declared;
    const isMessage = type === 'message' || type === 'group';
    return {
      name: one.text('name'),
      number: one.number('number') ?? 0,
      type,
      of: typeName === '' ? 0 : this.#place(typeName),
      isList: isRepeated && !isMap,
      isMap,
      isPacked: isRepeated && isPackable(type) && (one.options()?.flag('packed') ?? isPacked),
      hasPresence: !isRepeated && (hasPresence || isMessage || choice !== -1),
      choice,
    };
  }
}
