/** The scalar types of protobuf; a string is one that must be UTF-8, a `lossy-string` one that need not be. */
export type ScalarKind =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'lossy-string'
  | 'bytes';

export type FieldKind = ScalarKind | 'enum' | 'message';

/** How a message looks as JSON: as an object of its fields, or in a way of its own. */
export type MessageForm =
  | 'fields'
  | 'any'
  | 'timestamp'
  | 'duration'
  | 'field-mask'
  | 'struct'
  | 'value'
  | 'list'
  | 'wrapper';

/** What the exact decoder knows of a field. Plain data: it stands in the generated code as JSON. */
export interface FieldTable {
  readonly number: number;
  /** The JSON key. */
  readonly key: string;
  readonly kind: FieldKind;
  readonly shape: 'one' | 'many' | 'map';
  readonly presence: 'implicit' | 'explicit' | 'required';
  /** Which oneof of the message it is in, or -1. */
  readonly oneof: number;
  /** Index of its message type, its enum, or the type of a map's entries; -1 where it has none. */
  readonly type: number;
  /** Written between group tags rather than with a length. */
  readonly delimited: boolean;
}

export interface TypeTable {
  readonly name: string;
  readonly form: MessageForm;
  readonly fields: readonly FieldTable[];
}

export interface EnumTable {
  /** A closed enum has no other values: one that comes nevertheless is as an unknown field. */
  readonly closed: boolean;
  /** Null for `google.protobuf.NullValue`, which is null in JSON. */
  readonly names: readonly (readonly [value: number, name: string])[] | null;
}

/** All types that a message can hold; the first is its own. */
export interface CodecTables {
  readonly types: readonly TypeTable[];
  readonly enums: readonly EnumTable[];
  readonly quoteInt64: boolean;
  readonly enumNumbers: boolean;
  readonly emitDefaults: boolean;
}
