/**
 * What decoding knows of a type of a schema. Plain data: it stands in the generated code as JSON. Types that hold others
 * name them by their index, as a type may hold itself.
 */
export type AvroType =
  | { readonly kind: PlainKind }
  | { readonly kind: 'fixed'; readonly size: number }
  | DecimalType
  | TimeType
  | { readonly kind: 'enum'; readonly symbols: readonly string[] }
  | { readonly kind: 'array' | 'map'; readonly items: number }
  | { readonly kind: 'union'; readonly branches: readonly number[] }
  | RecordType;

export interface RecordType {
  readonly kind: 'record';
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: number }[];
}

/** The primitive types, and the logical ones that nothing more has to be known of. */
export type PlainKind =
  | 'null'
  | 'boolean'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'bytes'
  | 'string'
  | 'date'
  | 'uuid'
  | 'duration';

export interface DecimalType {
  readonly kind: 'decimal';
  /** Of a fixed; null: of bytes, which come with a length. */
  readonly size: number | null;
  readonly precision: number;
  readonly scale: number;
}

export interface TimeType {
  readonly kind: 'time' | 'timestamp' | 'local-timestamp';
  /** Units of a second: 1,000, 1,000,000 or 1,000,000,000. */
  readonly perSecond: number;
}

/** All types that a value can hold; the first is its own. */
export interface AvroTables {
  readonly types: readonly AvroType[];
  readonly quoteInt64: boolean;
}

/** Records, lists and maps within one another. */
export const maxDepth = 100;

/** Items of lists that take no bytes, such as nulls, of one value: a count of a few bytes could ask for any number. */
export const maxEmptyItems = 65_536;
