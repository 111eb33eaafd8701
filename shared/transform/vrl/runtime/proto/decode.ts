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
    let key: string | null = null;
    let value: RawValue | undefined;
    if (wire !== 2) {
      throw new ProtoFault(`invalid wire type: ${wireNames[wire]} (expected LengthDelimited)`);
    }
    this.wire.delimited(() => {
      const { number, wire: form } = this.wire.key();
      if (number === 1) key = textOfKey(this.#single(keyField, undefined, form, depth));
      else if (number === 2) value = this.#single(valueField, value, form, depth);
      else this.wire.skip(number, form, depth);
    });
    entries.set(key ?? textOfKey(this.#default(keyField)), value ?? this.#default(valueField));
  }

  /** What an entry has where it says nothing. */
  #default({ type, of }: ProtoField): RawValue {
    if (type === 'message') return new RawMessage(of);
    if (type === 'string') return '';
    if (type === 'bytes') return new Uint8Array();
    if (type === 'bool') return false;
    if (type === 'enum') return this.#schema.enums[of]?.values[0]?.[1] ?? 0;
    return type.endsWith('64') ? 0n : 0;
  }

  #scalar(type: ProtoType): RawValue {
    const read = sized[type];
    return read === undefined ? (ofVarint[type] ?? short)(this.wire.varint()) : read(this.wire);
  }
}

/** What has a length of its own. */
const sized: Partial<Record<ProtoType, (wire: Wire) => RawValue>> = {
  double: (wire) => wire.take(8).readDoubleLE(),
  float: (wire) => wire.take(4).readFloatLE(),
  fixed32: (wire) => wire.take(4).readUInt32LE(),
  sfixed32: (wire) => wire.take(4).readInt32LE(),
  fixed64: (wire) => wire.take(8).readBigUInt64LE(),
  sfixed64: (wire) => wire.take(8).readBigInt64LE(),
  bytes: (wire) => Uint8Array.from(wire.chunk()),
  string: (wire) => utf8(wire.chunk()),
};

const ofVarint: Partial<Record<ProtoType, (value: bigint) => RawValue>> = {
  bool: (value) => value !== 0n,
  int64: (value) => BigInt.asIntN(64, value),
  uint64: (value) => value,
  sint64: (value) => (value >> 1n) ^ -(value & 1n),
  uint32: (value) => Number(BigInt.asUintN(32, value)),
  sint32: (value) => {
    const word = Number(BigInt.asUintN(32, value));
    return (word >>> 1) ^ -(word & 1);
  },
};

/** Keys of maps are no messages. */
function textOfKey(raw: RawValue): string {
  return typeof raw === 'object' ? '' : String(raw);
}

function short(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtoFault('invalid string value: data is not UTF-8 encoded');
  }
}
