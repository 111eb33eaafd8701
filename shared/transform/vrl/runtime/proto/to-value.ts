import { setField } from '../../../../set-field.ts';
import { Failure } from '../failure.ts';
import { stringOfBytes } from '../text.ts';
import { floatOf, integerOf, type Value, type VrlObject } from '../value.ts';
import { RawMessage, type RawValue } from './decode.ts';
import type { ProtoField, ProtoSchema } from './schema.ts';

/** A message as a value: fields that are there, by name; enums as the names of their values. */
export function messageValue(schema: ProtoSchema, message: RawMessage): VrlObject | Failure {
  const result: VrlObject = {};
  for (const field of schema.messages[message.of]?.fields ?? []) {
    const raw = message.fields.get(field.number);
    if (raw === undefined || (!field.hasPresence && isDefault(schema, field, raw))) continue;
    const value = fieldValue(schema, field, raw);
    if (value instanceof Failure) return value;
    setField<Value>(result, field.name, value);
  }
  return result;
}

function fieldValue(schema: ProtoSchema, field: ProtoField, raw: RawValue): Value | Failure {
  if (Array.isArray(raw)) {
    const items: Value[] = [];
    for (const item of raw) {
      const value = fieldValue(schema, field, item);
      if (value instanceof Failure) return value;
      items.push(value);
    }
    return items;
  }
  if (raw instanceof Map) return mapValue(schema, field, raw);
  if (raw instanceof RawMessage) return messageValue(schema, raw);
  if (typeof raw === 'bigint') return integerOf(raw);
  if (raw instanceof Uint8Array) return stringOfBytes(raw);
  if (typeof raw !== 'number') return raw;
  if (field.type === 'enum') return enumName(schema, field, raw);
  if (field.type !== 'double' && field.type !== 'float') return raw;
  if (!Number.isNaN(raw)) return floatOf(raw);
  return new Failure(`${field.type === 'float' ? 'Float' : 'F64'} number cannot be Nan`);
}

function mapValue(
  schema: ProtoSchema,
  field: ProtoField,
  entries: ReadonlyMap<string, RawValue>,
): Value | Failure {
  const valueField = schema.messages[field.of]?.fields[1] ?? field;
  const result: VrlObject = {};
  for (const [key, raw] of entries) {
    const value = fieldValue(schema, valueField, raw);
    if (value instanceof Failure) return value;
    setField<Value>(result, key, value);
  }
  return result;
}

function enumName({ enums }: ProtoSchema, { of }: ProtoField, number: number): string | Failure {
  const { name = '', values = [] } = enums[of] ?? {};
  const found = values.find(([, one]) => one === number);
  return found === undefined
    ? new Failure(`The number ${number} cannot be in '${name}'`)
    : found[0];
}

/** Whether it is what is not written. */
export function isDefault({ enums }: ProtoSchema, field: ProtoField, raw: RawValue): boolean {
  if (Array.isArray(raw) || raw instanceof Uint8Array || typeof raw === 'string') {
    return raw.length === 0;
  }
  if (raw instanceof Map) return raw.size === 0;
  if (raw instanceof RawMessage) return false;
  if (field.type === 'enum') return raw === (enums[field.of]?.values[0]?.[1] ?? 0);
  return raw === 0 || raw === 0n || raw === false;
}
