import { RawMessage, type RawValue } from './decode.ts';
import type { ProtoField, ProtoSchema } from './schema.ts';

/** A value as the text format of protobuf has it, for a message that says what does not fit. */
export function found(schema: ProtoSchema, field: ProtoField, raw: RawValue): string {
  if (Array.isArray(raw)) return `[${raw.map((item) => found(schema, field, item)).join(',')}]`;
  if (raw instanceof Map) {
    const [keyField = field, valueField = field] = schema.messages[field.of]?.fields ?? [];
    const entries = [...raw].map(([key, value]) => {
      const name = keyField.type === 'string' ? quoted(Buffer.from(key)) : key;
      return `{key:${name},value:${found(schema, valueField, value)}}`;
    });
    return `[${entries.join(',')}]`;
  }
  if (raw instanceof RawMessage) {
    const fields = (schema.messages[raw.of]?.fields ?? []).flatMap((one) => {
      const value = raw.fields.get(one.number);
      if (value === undefined) return [];
      return [`${one.name}${value instanceof RawMessage ? '' : ':'}${found(schema, one, value)}`];
    });
    return `{${fields.join(',')}}`;
  }
  if (typeof raw === 'string') return quoted(Buffer.from(raw));
  return raw instanceof Uint8Array ? quoted(Buffer.from(raw)) : String(raw);
}

const named: ReadonlyMap<number, string> = new Map([
  [9, '\\t'],
  [10, '\\n'],
  [13, '\\r'],
  [34, '\\"'],
  [39, "\\'"],
  [92, '\\\\'],
]);

function quoted(bytes: Buffer): string {
  const parts = [...bytes].map((byte) => {
    const isPrinted = byte >= 0x20 && byte < 0x7f;
    const plain = isPrinted ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
    return named.get(byte) ?? plain;
  });
  return `"${parts.join('')}"`;
}
