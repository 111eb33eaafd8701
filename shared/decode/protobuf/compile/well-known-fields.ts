import type { FieldKind, MessageForm } from '../runtime/tables.ts';
import type { EnumSchema, FieldSchema, ValueType } from './schema.ts';

/** `google.protobuf.NullValue`, whose only value is null in JSON. */
export const nullValueName = 'google.protobuf.NullValue';
export const nullValue: EnumSchema = {
  fullName: nullValueName,
  closed: false,
  values: [{ name: 'NULL_VALUE', number: 0 }],
};

/**
 * The fields of the messages that have a JSON form of their own. They stand here rather than come from the descriptors,
 * as the runtime knows them by their places.
 */
export function wellKnownFields(form: MessageForm, fullName: string): readonly FieldSchema[] {
  switch (form) {
    case 'timestamp':
    case 'duration':
      return [scalar(1, 'seconds', 'int64'), scalar(2, 'nanos', 'int32')];
    case 'field-mask':
      return [{ ...scalar(1, 'paths', 'string'), shape: 'many' }];
    case 'struct':
      return [{ ...field(1, 'fields', value), shape: 'map', key: 'string' }];
    case 'list':
      return [{ ...field(1, 'values', value), shape: 'many' }];
    case 'any':
      return [scalar(1, 'type_url', 'string'), scalar(2, 'value', 'bytes')];
    case 'value':
      return [
        member(1, 'null_value', { kind: 'enum', fullName: nullValueName }),
        member(2, 'number_value', { kind: 'double' }),
        member(3, 'string_value', { kind: 'string' }),
        member(4, 'bool_value', { kind: 'bool' }),
        member(5, 'struct_value', { kind: 'message', fullName: 'google.protobuf.Struct' }),
        member(6, 'list_value', { kind: 'message', fullName: 'google.protobuf.ListValue' }),
      ];
    case 'wrapper':
      return [scalar(1, 'value', wrappedKind(fullName))];
    case 'fields':
    default:
      return [];
  }
}

const value: ValueType = { kind: 'message', fullName: 'google.protobuf.Value' };

type ScalarKind = Exclude<FieldKind, 'enum' | 'message'>;

/** `int64` of `google.protobuf.Int64Value`. */
function wrappedKind(fullName: string): ScalarKind {
  return fullName.slice('google.protobuf.'.length, -'Value'.length).toLowerCase() as ScalarKind;
}

function scalar(number: number, name: string, kind: ScalarKind): FieldSchema {
  return field(number, name, { kind });
}

function member(number: number, name: string, type: ValueType): FieldSchema {
  return { ...field(number, name, type), presence: 'explicit', oneof: 'kind' };
}

function field(number: number, name: string, type: ValueType): FieldSchema {
  return {
    number,
    protoName: name,
    jsonName: name,
    type,
    shape: 'one',
    key: null,
    presence: 'implicit',
    oneof: null,
    delimited: false,
  };
}
