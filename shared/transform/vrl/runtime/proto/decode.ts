import type { ProtoField, ProtoSchema, ProtoType } from './schema.ts';
import { isPackable, wireNames, wireOf } from './schema.ts';
import { maxDepth, ProtoFault, Wire } from './wire.ts';

/** A value as the wire has it: numbers of 64 bits as bigints; in an entry of a map, the key as a text. */
export type RawValue =
  boolean | number | bigint | string | Uint8Array | RawMessage | RawValue[] | Map<string, RawValue>;

/** Fields by number. */
export class RawMessage {
  readonly of: number;
  readonly fields: Map<number, RawValue> = new Map();
  constructor(of: number) {
    this.of = of;
  }
}

/** Reads a message. What is said twice counts as the last one said; messages are merged. @throws {ProtoFault} */
export function decodeMessage(schema: ProtoSchema, bytes: Uint8Array): RawMessage {
  const reading = new Reading(schema, new Wire(Buffer.from(bytes)));
  const message = new RawMessage(0);
  while (reading.wire.at < reading.wire.bytes.length) {
    const { number, wire } = reading.wire.key();
    reading.field(message, number, wire, maxDepth);
  }
  return message;
}

class Reading {
  readonly wire: Wire;
  readonly #schema: ProtoSchema;

  constructor(schema: ProtoSchema, wire: Wire) {
    this.#schema = schema;
    this.wire = wire;
  }

  field(message: RawMessage, number: number, wire: number, depth: number): void {
    const fields = this.#schema.messages[message.of]?.fields ?? [];
    const field = fields.find((one) => one.number === number);
    if (field === undefined) {
      this.wire.skip(number, wire, depth);
      return;
    }
    if (field.choice !== -1) {
      for (const other of fields) {
        if (other !== field && other.choice === field.choice) message.fields.delete(other.number);
      }
    }
    const before = message.fields.get(number);
    message.fields.set(number, this.#merged(field, before, wire, depth));
  }

  #merged(field: ProtoField, before: RawValue | undefined, wire: number, depth: number): RawValue {
    if (field.isMap) {
      const entries = before instanceof Map ? before : new Map<string, RawValue>();
      this.#addEntry(field, entries, wire, depth);
      return entries;
    }
    if (!field.isList) return this.#single(field, before, wire, depth);
    const list = Array.isArray(before) ? before : [];
    if (wire === 2 && isPackable(field.type)) {
      this.wire.delimited(() => list.push(this.#scalar(field.type)));
    } else {
      list.push(this.#single(field, undefined, wire, depth));
    }
    return list;
  }

  #single(field: ProtoField, before: RawValue | undefined, wire: number, depth: number): RawValue {
    const expected = wireOf(field.type);
    if (wire !== expected) {
      throw new ProtoFault(
        `invalid wire type: ${wireNames[wire]} (expected ${wireNames[expected]})`,
      );
    }
    if (field.type !== 'message' && field.type !== 'group') return this.#scalar(field.type);
    if (depth === 0) throw new ProtoFault('recursion limit reached');
    const message = before instanceof RawMessage ? before : new RawMessage(field.of);
    if (field.type === 'group') {
      this.wire.group(field.number, (number, form) => {
        this.field(message, number, form, depth - 1);
      });
    } else {
      this.wire.delimited(() => {
        const key = this.wire.key();
        this.field(message, key.number, key.wire, depth - 1);
      });
    }
    return message;
  }

  #addEntry(field: ProtoField, entries: Map<string, RawValue>, wire: number, depth: number): void {
    const [keyField, valueField] = this.#schema.messages[field.of]?.fields ?? [];
    if (keyField === undefined || valueField === undefined) return;
    let key: RawValue | undefined;
    let value: RawValue | undefined;
    if (wire !== 2) {
      throw new ProtoFault(`invalid wire type: ${wireNames[wire]} (expected LengthDelimited)`);
    }
    this.wire.delimited(() => {
      const { number, wire: form } = this.wire.key();
      if (number === 1) key = this.#single(keyField, undefined, form, depth);
      else if (number === 2) value = this.#single(valueField, value, form, depth);
      else this.wire.skip(number, form, depth);
    });
    entries.set(String(key ?? this.#default(keyField)), value ?? this.#default(valueField));
  }

  /** What an entry has where it says nothing. */
  #default({ type, of }: ProtoField): RawValue {
    if (type === 'message') return new RawMessage(of);
    if (type === 'string') return '';
    if (type === 'bytes') return new Uint8Array();
    if (type === 'bool') return false;
    if (type === 'enum') return this.#schema.enums[of]?.values[0]?.[1] ?? 0;
    return /64$/.test(type) ? 0n : 0;
  }

  #scalar(type: ProtoType): RawValue {
    const { wire } = this;
    switch (type) {
      case 'double':
        return wire.take(8).readDoubleLE();
      case 'float':
        return wire.take(4).readFloatLE();
      case 'fixed32':
        return wire.take(4).readUInt32LE();
      case 'sfixed32':
        return wire.take(4).readInt32LE();
      case 'fixed64':
        return wire.take(8).readBigUInt64LE();
      case 'sfixed64':
        return wire.take(8).readBigInt64LE();
      case 'bytes':
        return Uint8Array.from(wire.chunk());
      case 'string':
        return utf8(wire.chunk());
      default:
        return varintOf(type, wire.varint());
    }
  }
}

function varintOf(type: ProtoType, value: bigint): RawValue {
  switch (type) {
    case 'bool':
      return value !== 0n;
    case 'int64':
      return BigInt.asIntN(64, value);
    case 'uint64':
      return value;
    case 'sint64':
      return (value >> 1n) ^ -(value & 1n);
    case 'uint32':
      return Number(BigInt.asUintN(32, value));
    case 'sint32': {
      const short = Number(BigInt.asUintN(32, value));
      return (short >>> 1) ^ -(short & 1);
    }
    default:
      return Number(BigInt.asIntN(32, value));
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtoFault('invalid string value: data is not UTF-8 encoded');
  }
}
