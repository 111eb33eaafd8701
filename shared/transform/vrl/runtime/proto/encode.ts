import type { RawValue } from './decode.ts';
import { RawMessage } from './decode.ts';
import { type ProtoField, type ProtoSchema, type ProtoType, wireOf } from './schema.ts';
import { isDefault } from './to-value.ts';

/** Writes a message, its fields by number; entries of a map by key, so that the same becomes the same. */
export function encodeMessage(schema: ProtoSchema, message: RawMessage): Buffer {
  const parts: Buffer[] = [];
  for (const field of schema.messages[message.of]?.fields ?? []) {
    const raw = message.fields.get(field.number);
    if (raw !== undefined) addField(schema, field, raw, parts);
  }
  return Buffer.concat(parts);
}

function addField(schema: ProtoSchema, field: ProtoField, raw: RawValue, into: Buffer[]): void {
  const isAlone = field.isList && !Array.isArray(raw);
  if (!field.hasPresence && !isAlone && isDefault(schema, field, raw)) return;
  if (raw instanceof Map) {
    const [keyField, valueField] = schema.messages[field.of]?.fields ?? [];
    if (keyField === undefined || valueField === undefined) return;
    for (const key of [...raw.keys()].toSorted()) {
      const entry: Buffer[] = [];
      addField(schema, keyField, keyOf(keyField.type, key), entry);
      addField(schema, valueField, raw.get(key) ?? '', entry);
      into.push(fieldKey(field.number, 2), delimited(Buffer.concat(entry)));
    }
  } else if (!Array.isArray(raw)) {
    into.push(fieldKey(field.number, wireOf(field.type)), single(schema, field, raw));
    if (field.type === 'group') into.push(fieldKey(field.number, 4));
  } else if (field.isPacked) {
    const items = raw.map((item) => single(schema, field, item));
    into.push(fieldKey(field.number, 2), delimited(Buffer.concat(items)));
  } else {
    for (const item of raw) addField(schema, { ...field, hasPresence: true }, item, into);
  }
}

function keyOf(type: ProtoType, key: string): RawValue {
  if (type === 'string') return key;
  if (type === 'bool') return key === 'true';
  return type.endsWith('64') ? BigInt(key) : Number(key);
}

function fieldKey(number: number, wire: number): Buffer {
  return varint((BigInt(number) << 3n) | BigInt(wire));
}

function delimited(bytes: Buffer): Buffer {
  return Buffer.concat([varint(BigInt(bytes.length)), bytes]);
}

function single(schema: ProtoSchema, { type }: ProtoField, raw: RawValue): Buffer {
  if (raw instanceof RawMessage) {
    const bytes = encodeMessage(schema, raw);
    return type === 'group' ? bytes : delimited(bytes);
  }
  if (typeof raw === 'string') return delimited(Buffer.from(raw));
  if (raw instanceof Uint8Array) return delimited(Buffer.from(raw));
  if (typeof raw === 'boolean') return Buffer.of(raw ? 1 : 0);
  return typeof raw === 'number' || typeof raw === 'bigint' ? numeric(type, raw) : Buffer.alloc(0);
}

type Write = (raw: number | bigint) => Buffer;

function fixed(bytes: number, write: (into: Buffer, raw: number | bigint) => void): Write {
  return (raw) => {
    const into = Buffer.alloc(bytes);
    write(into, raw);
    return into;
  };
}

const word = fixed(4, (into, raw) => into.writeUInt32LE(Number(raw) >>> 0));
const long = fixed(8, (into, raw) => into.writeBigUInt64LE(BigInt.asUintN(64, BigInt(raw))));
const zigzag: Write = (raw) => varint((BigInt(raw) << 1n) ^ (BigInt(raw) >> 63n));

/** Numbers that are no plain varints. */
const numbers: Partial<Record<ProtoType, Write>> = {
  double: fixed(8, (into, raw) => into.writeDoubleLE(Number(raw))),
  float: fixed(4, (into, raw) => into.writeFloatLE(Number(raw))),
  fixed32: word,
  sfixed32: word,
  fixed64: long,
  sfixed64: long,
  sint32: zigzag,
  sint64: zigzag,
};

function numeric(type: ProtoType, raw: number | bigint): Buffer {
  return (numbers[type] ?? ((value) => varint(BigInt(value))))(raw);
}

function varint(value: bigint): Buffer {
  const bytes = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}
