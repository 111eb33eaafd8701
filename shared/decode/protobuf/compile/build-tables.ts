import { SluiceError } from '../../../errors.ts';
import { didYouMean } from '../../../pipeline/faults.ts';
import type { CodecTables, EnumTable, FieldTable, TypeTable } from '../runtime/tables.ts';
import type { MessageOptions } from './message-source.ts';
import { type FieldSchema, formOf, type MessageSchema, type Schema } from './schema.ts';
import { nullValue, nullValueName, wellKnownFields } from './well-known-fields.ts';

/** Messages that are an object in JSON, whatever they hold. */
const objectForms = ['fields', 'struct', 'any'];

/**
 * The tables of one message type and of everything that it can hold.
 *
 * @throws {SluiceError} CONFIG_INVALID where a type is missing, or is no object in JSON, or two fields share a JSON name
 */
export function buildTables(schema: Schema, options: MessageOptions): CodecTables {
  const { messageType, useJsonNames, int64, enums, emitDefaults } = options;
  const tables = new TableBuilder(schema, useJsonNames);
  const known = [...schema.messages.keys()];
  if (!schema.messages.has(messageType)) {
    throw new SluiceError(
      'CONFIG_INVALID',
      `message type '${messageType}' is not there${didYouMean(messageType, known)}; there are ${listed(known)}`,
    );
  }
  if (!objectForms.includes(formOf(messageType))) {
    throw new SluiceError(
      'CONFIG_INVALID',
      `message type '${messageType}' is no object in JSON, which an event has to be`,
    );
  }
  return {
    ...tables.build(messageType),
    quoteInt64: int64 === 'string',
    enumNumbers: enums === 'number',
    emitDefaults,
  };
}

const shownNames = 20;

function listed(names: readonly string[]): string {
  const own = names.filter((name) => !name.startsWith('google.protobuf.')).toSorted();
  const shown = own.slice(0, shownNames).map((name) => `'${name}'`);
  const more = own.length > shownNames ? ` and ${own.length - shownNames} more` : '';
  return shown.length === 0 ? 'none' : `${shown.join(', ')}${more}`;
}

class TableBuilder {
  readonly #schema: Schema;
  readonly #useJsonNames: boolean;
  readonly #types: (TypeTable | null)[] = [];
  readonly #typeIndexes = new Map<string, number>();
  readonly #enums: EnumTable[] = [];
  readonly #enumIndexes = new Map<string, number>();

  constructor(schema: Schema, useJsonNames: boolean) {
    this.#schema = schema;
    this.#useJsonNames = useJsonNames;
  }

  build(messageType: string): Pick<CodecTables, 'types' | 'enums'> {
    this.#type(messageType, messageType);
    // an Any can hold every type that is known
    if (this.#typeIndexes.has('google.protobuf.Any')) {
      for (const name of this.#schema.messages.keys()) this.#type(name, name);
    }
    return { types: this.#types as TypeTable[], enums: this.#enums };
  }

  #type(fullName: string, user: string): number {
    const known = this.#typeIndexes.get(fullName);
    if (known !== undefined) return known;
    const form = formOf(fullName);
    const fields =
      form === 'fields' ? this.#messageOf(fullName, user).fields : wellKnownFields(form, fullName);
    return this.#add(fullName, form, fields);
  }

  #add(name: string, form: TypeTable['form'], fields: readonly FieldSchema[]): number {
    const index = this.#types.push(null) - 1;
    this.#typeIndexes.set(name, index);
    const oneofs = [...new Set(fields.map(({ oneof }) => oneof).filter((one) => one !== null))];
    const tables = fields.map((field) => this.#field(name, field, oneofs));
    const keys = new Set(tables.map(({ key }) => key));
    if (keys.size < tables.length) {
      const twice = tables.find(({ key }, at) => tables.findIndex((one) => one.key === key) < at);
      throw new SluiceError(
        'CONFIG_INVALID',
        `'${name}' has two fields with the JSON name '${twice?.key}'; leave useJsonNames out`,
      );
    }
    this.#types[index] = { name, form, fields: tables };
    return index;
  }

  #field(owner: string, field: FieldSchema, oneofs: readonly string[]): FieldTable {
    const { number, shape, presence, oneof, delimited, type } = field;
    const isMap = shape === 'map';
    return {
      number,
      key: this.#useJsonNames ? field.jsonName : field.protoName,
      kind: isMap ? 'message' : type.kind,
      shape,
      presence,
      oneof: oneof === null ? -1 : oneofs.indexOf(oneof),
      type: isMap ? this.#entry(owner, field) : this.#valueType(owner, field),
      delimited,
    };
  }

  #valueType(owner: string, { type }: FieldSchema): number {
    if (type.kind === 'message') return this.#type(type.fullName, owner);
    return type.kind === 'enum' ? this.#enum(type.fullName, owner) : -1;
  }

  #entry(owner: string, field: FieldSchema): number {
    const part = { ...field, shape: 'one', key: null, oneof: null, delimited: false } as const;
    const { key, type } = field;
    const name = { protoName: 'key', jsonName: 'key' };
    const value = { protoName: 'value', jsonName: 'value' };
    return this.#add(`${owner}.${field.protoName} entry`, 'fields', [
      { ...part, ...name, number: 1, type: { kind: key ?? 'string' } },
      {
        ...part,
        ...value,
        number: 2,
        type,
        presence: type.kind === 'message' ? 'explicit' : 'implicit',
      },
    ]);
  }

  #enum(fullName: string, user: string): number {
    const known = this.#enumIndexes.get(fullName);
    if (known !== undefined) return known;
    const found =
      fullName === nullValueName ? nullValue : (this.#schema.enums.get(fullName) ?? null);
    if (found === null) throw this.#missing('enum', fullName, user);
    const names = new Map<number, string>();
    for (const { name, number } of found.values) {
      if (!names.has(number)) names.set(number, name);
    }
    const index = this.#enums.length;
    this.#enumIndexes.set(fullName, index);
    const isNull = fullName === nullValueName;
    this.#enums.push({ closed: found.closed, names: isNull ? null : [...names] });
    return index;
  }

  #messageOf(fullName: string, user: string): Pick<MessageSchema, 'fields'> {
    const found = this.#schema.messages.get(fullName);
    if (found !== undefined) return found;
    if (fullName === 'google.protobuf.Empty') return { fields: [] };
    throw this.#missing('message', fullName, user);
  }

  #missing(what: string, fullName: string, user: string): SluiceError {
    return new SluiceError(
      'CONFIG_INVALID',
      `'${user}' uses the ${what} '${fullName}', which the descriptors do not have`,
    );
  }
}
