import { Failure } from '../failure.ts';
import { toBool } from '../functions/to-bool.ts';
import { floatNumber, isFloat } from '../numbers.ts';
import { readFloat } from '../read-float.ts';
import { bytesOf, isString, textOf } from '../text.ts';
import { Timestamp } from '../timestamp.ts';
import { isInteger, isObject, type Value, type VrlObject } from '../value.ts';
import { RawMessage, type RawValue } from './decode.ts';
import { found } from './found-text.ts';
import type { ProtoField, ProtoSchema, ProtoType } from './schema.ts';
import { boundsOf, readInteger, wrapped } from './integers.ts';
import { lossyText } from './lossy-text.ts';

/** Makes messages of values as VRL's `encode_proto` does, with its words for what does not fit. */
export class MessageMaker {
  readonly #schema: ProtoSchema;
  readonly #isLossy: boolean;

  constructor(schema: ProtoSchema, isLossy: boolean) {
    this.#schema = schema;
    this.#isLossy = isLossy;
  }

  message(of: number, value: VrlObject): RawMessage | Failure {
    const message = new RawMessage(of);
    const fields = this.#schema.messages[of]?.fields ?? [];
    for (const field of fields) {
      const { name, number, choice } = field;
      const given = Object.hasOwn(value, name) ? (value[name] ?? null) : null;
      if (given === null) continue;
      const raw = this.#field(field, given);
      if (raw instanceof Failure) {
        return new Failure(`Error converting ${name} field: ${raw.message}`);
      }
      if (!this.#fits(field, raw)) {
        const expected = this.#expected(field);
        return new Failure(
          `Error setting ${name} field: expected a value of type '${expected}', but found '${found(this.#schema, field, raw)}'`,
        );
      }
      for (const other of fields) {
        if (choice !== -1 && other.choice === choice) message.fields.delete(other.number);
      }
      message.fields.set(number, raw);
    }
    return message;
  }

  #field(field: ProtoField, value: Value): RawValue | Failure {
    if (!Array.isArray(value)) return this.#single(field, value);
    if (!field.isList && !field.isMap) {
      return new Failure('Cannot encode array into a non-repeated protobuf field');
    }
    const items: RawValue[] = [];
    for (const item of value) {
      const raw = this.#single(field, item);
      if (raw instanceof Failure) return raw;
      items.push(raw);
    }
    return items;
  }

  #single(field: ProtoField, value: Value): RawValue | Failure {
    const { type } = field;
    if (isString(value)) return this.#ofText(field, value);
    if (typeof value === 'boolean' && type === 'bool') return value;
    if (isInteger(value)) {
      if (type === 'bool') return value !== 0;
      if (type === 'double' || type === 'float' || type === 'enum' || boundsOf(type) !== null) {
        return wrapped(type, value);
      }
    }
    if (isFloat(value) && (type === 'double' || type === 'float')) return floatNumber(value);
    if (isObject(value) && (type === 'message' || type === 'group')) {
      return field.isMap ? this.#map(field, value) : this.message(field.of, value);
    }
    if (value instanceof Timestamp) {
      if (type === 'int64')
        return BigInt(value.epochMs) * 1000n + BigInt(Math.floor(value.nanos / 1000));
      const isTime = this.#typeName(field) === 'google.protobuf.Timestamp';
      if (type === 'message' && isTime) return timeMessage(field.of, value);
    }
    const text = lossyText(value, type, this.#isLossy);
    if (text !== null) return text;
    return new Failure(
      `Cannot encode \`${simpleKind(value)}\` into protobuf \`${this.#typeName(field)}\``,
    );
  }

  #ofText(field: ProtoField, value: string | Uint8Array): RawValue | Failure {
    const { type } = field;
    if (type === 'bytes') return bytesOf(value);
    const text = textOf(value);
    if (type === 'string') return text;
    if (type === 'bool') return toBool(text);
    if (type === 'enum') {
      const { fullName = '', values = [] } = this.#schema.enums[field.of] ?? {};
      const wanted = asciiLower(text);
      const named = values.find(([name]) => asciiLower(name) === wanted);
      return named === undefined
        ? new Failure(`Enum \`${fullName}\` has no value that matches string '${text}'`)
        : named[1];
    }
    if (type === 'double' || type === 'float') {
      if (/^[+-]?nan$/i.test(text)) return Number.NaN;
      const number = readFloat(text);
      if (!(number instanceof Failure)) return floatNumber(number);
      const reason = number.message.slice(number.message.lastIndexOf(': ') + 2);
      return new Failure(`Cannot parse \`${text}\` as ${type}: ${reason}`);
    }
    if (boundsOf(type) !== null) {
      const number = readInteger(type, text);
      return typeof number === 'string'
        ? new Failure(`Can't convert '${text}' to ${rustName(type)}: ${number}`)
        : number;
    }
    return new Failure(`Cannot encode \`string\` into protobuf \`${this.#typeName(field)}\``);
  }

  #map(field: ProtoField, value: VrlObject): RawValue | Failure {
    const [keyField, valueField] = this.#schema.messages[field.of]?.fields ?? [];
    const entries = new Map<string, RawValue>();
    if (keyField === undefined || valueField === undefined) return entries;
    for (const name of Object.keys(value).toSorted()) {
      const key = keyText(keyField.type, name);
      if (key instanceof Failure) return key;
      const raw = this.#field(valueField, value[name] ?? null);
      if (raw instanceof Failure) return raw;
      entries.set(key, raw);
    }
    return entries;
  }

  #fits(field: ProtoField, raw: RawValue): boolean {
    // one value alone is taken for a list of one
    if (field.isMap) return raw instanceof Map;
    return field.isList || !Array.isArray(raw);
  }

  #typeName({ type, of }: ProtoField): string {
    if (type === 'message' || type === 'group') return this.#schema.messages[of]?.name ?? '';
    return type === 'enum' ? (this.#schema.enums[of]?.fullName ?? '') : type;
  }

  #expected(field: ProtoField): string {
    const [keyField, valueField] = this.#schema.messages[field.of]?.fields ?? [];
    if (field.isMap && keyField !== undefined && valueField !== undefined) {
      return `map<${this.#typeName(keyField)}, ${this.#typeName(valueField)}>`;
    }
    return `${field.isList ? 'repeated ' : ''}${this.#typeName(field)}`;
  }
}

function timeMessage(of: number, { epochMs, nanos }: Timestamp): RawMessage {
  const message = new RawMessage(of);
  const seconds = Math.floor(epochMs / 1000);
  message.fields.set(1, BigInt(seconds));
  message.fields.set(2, (epochMs - seconds * 1000) * 1_000_000 + nanos);
  return message;
}

function keyText(type: ProtoType, name: string): string | Failure {
  if (type === 'string') return name;
  if (type === 'bool') {
    return name === 'true' || name === 'false'
      ? name
      : new Failure(
          `Cannot parse map key '${name}' as bool: provided string was not \`true\` or \`false\``,
        );
  }
  const number = readInteger(type, name);
  return typeof number === 'string'
    ? new Failure(`Cannot parse map key '${name}' as ${rustName(type)}: ${number}`)
    : String(number);
}

function rustName(type: ProtoType): string {
  const isUnsigned = type.startsWith('u') || type.startsWith('fixed');
  return `${isUnsigned ? 'u' : 'i'}${type.slice(-2)}`;
}

function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The kind alone, not that of members. */
function simpleKind(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (isString(value)) return 'string';
  if (isInteger(value)) return 'integer';
  if (isFloat(value)) return 'float';
  if (value instanceof Timestamp) return 'timestamp';
  if (Array.isArray(value)) return 'array';
  return isObject(value) ? 'map' : 'regex';
}
