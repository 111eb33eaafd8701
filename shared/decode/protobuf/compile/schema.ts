import type { MessageForm, ScalarKind } from '../runtime/tables.ts';

/** All that decoding needs to know of a set of `.proto` files, however they came. */
export interface Schema {
  readonly messages: ReadonlyMap<string, MessageSchema>;
  readonly enums: ReadonlyMap<string, EnumSchema>;
}

export interface MessageSchema {
  readonly fullName: string;
  /** With the extensions that the files declare for it, by number. */
  readonly fields: readonly FieldSchema[];
}

export interface FieldSchema {
  readonly number: number;
  /** As the `.proto` file writes it; `[package.name]` for an extension, in both. */
  readonly protoName: string;
  readonly jsonName: string;
  readonly type: ValueType;
  readonly shape: 'one' | 'many' | 'map';
  /** Of a map. */
  readonly key: ScalarKind | null;
  readonly presence: 'implicit' | 'explicit' | 'required';
  /** Its name; null also for the oneof that proto3 makes of an `optional` field. */
  readonly oneof: string | null;
  readonly delimited: boolean;
}

export type ValueType =
  { readonly kind: ScalarKind } | { readonly kind: 'enum' | 'message'; readonly fullName: string };

export interface EnumSchema {
  readonly fullName: string;
  readonly closed: boolean;
  /** As declared; of several names for one number the first counts. */
  readonly values: readonly { readonly name: string; readonly number: number }[];
}

/** `fieldName` of `field_name`, as protoc makes it. */
export function toJsonName(protoName: string): string {
  return protoName.replaceAll(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

const wellKnownPackage = 'google.protobuf.';
const forms: Readonly<Record<string, MessageForm>> = {
  Any: 'any',
  Timestamp: 'timestamp',
  Duration: 'duration',
  FieldMask: 'field-mask',
  Struct: 'struct',
  Value: 'value',
  ListValue: 'list',
  DoubleValue: 'wrapper',
  FloatValue: 'wrapper',
  Int64Value: 'wrapper',
  UInt64Value: 'wrapper',
  Int32Value: 'wrapper',
  UInt32Value: 'wrapper',
  BoolValue: 'wrapper',
  StringValue: 'wrapper',
  BytesValue: 'wrapper',
};

/** How a message looks as JSON, by its name. */
export function formOf(fullName: string): MessageForm {
  if (!fullName.startsWith(wellKnownPackage)) return 'fields';
  const name = fullName.slice(wellKnownPackage.length);
  return Object.hasOwn(forms, name) ? (forms[name] as MessageForm) : 'fields';
}
