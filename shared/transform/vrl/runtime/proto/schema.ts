/** What a program knows of protobuf messages: plain data, which stand in the program. */
export interface ProtoSchema {
  /** The one that is read or written comes first. */
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
}

export interface ProtoMessage {
  /** With its package. */
  readonly name: string;
  /** By number. */
  readonly fields: readonly ProtoField[];
}

export interface ProtoEnum {
  readonly name: string;
  /** With its package. */
  readonly fullName: string;
  readonly values: readonly (readonly [name: string, number: number])[];
}

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  readonly type: ProtoType;
  /** Which message or enum of the schema, where the type is one. */
  readonly of: number;
  readonly isList: boolean;
  /** Entries of a map: its message has a key (1) and a value (2). */
  readonly isMap: boolean;
  /** Written as one run of bytes. */
  readonly isPacked: boolean;
  /** Whether it may be there with what would else be its default. */
  readonly hasPresence: boolean;
  /** Members of one choice have the same number, others -1. */
  readonly choice: number;
}

/** In the order of descriptor.proto, from 1 on. */
export const protoTypes = [
  'double',
  'float',
  'int64',
  'uint64',
  'int32',
  'fixed64',
  'fixed32',
  'bool',
  'string',
  'group',
  'message',
  'bytes',
  'uint32',
  'enum',
  'sfixed32',
  'sfixed64',
  'sint32',
  'sint64',
] as const;

export type ProtoType = (typeof protoTypes)[number];

/** How Rust names the forms on the wire, by their number. */
export const wireNames = [
  'Varint',
  'SixtyFourBit',
  'LengthDelimited',
  'StartGroup',
  'EndGroup',
  'ThirtyTwoBit',
] as const;

const wires: Readonly<Record<ProtoType, number>> = {
  double: 1,
  fixed64: 1,
  sfixed64: 1,
  float: 5,
  fixed32: 5,
  sfixed32: 5,
  string: 2,
  bytes: 2,
  message: 2,
  group: 3,
  int32: 0,
  int64: 0,
  uint32: 0,
  uint64: 0,
  sint32: 0,
  sint64: 0,
  bool: 0,
  enum: 0,
};

/** The number of the form in which a single value is written. */
export function wireOf(type: ProtoType): number {
  return wires[type];
}

export function isPackable(type: ProtoType): boolean {
  const wire = wireOf(type);
  return wire !== 2 && wire !== 3;
}
