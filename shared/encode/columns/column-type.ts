/** What a column of a Parquet file holds. */
export type ColumnType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'struct'; readonly fields: readonly Column[] }
  | { readonly kind: 'list'; readonly element: ColumnType }
  /** Its keys are strings, as those of a JSON object are. */
  | { readonly kind: 'map'; readonly value: ColumnType };

export type ScalarKind =
  | 'boolean'
  | 'int'
  | 'bigint'
  | 'float'
  | 'double'
  | 'string'
  | 'binary'
  | 'date'
  /** Milliseconds. */
  | 'timestamp'
  /** Microseconds. */
  | 'timestamp(6)'
  | 'uuid'
  | 'json'
  /** JSON text that says nothing of being it, so that what is text in one file and anything in the next has one type. */
  | 'mixed';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether no event may lack it: of columns of the outermost level alone. */
  readonly required: boolean;
}

/** A type as it is written in a schema. */
export function typeText(type: ColumnType): string {
  if (type.kind === 'decimal') return `decimal(${type.precision},${type.scale})`;
  if (type.kind === 'list') return `list<${typeText(type.element)}>`;
  if (type.kind === 'map') return `map<string,${typeText(type.value)}>`;
  if (type.kind !== 'struct') return type.kind;
  return `struct<${type.fields.map(({ name, type: of }) => `${name}:${typeText(of)}`).join(',')}>`;
}

/** Whether a type, or one within it, is of this kind. */
export function hasKind(type: ColumnType, kind: ColumnType['kind']): boolean {
  if (type.kind === 'struct') return type.fields.some((field) => hasKind(field.type, kind));
  if (type.kind === 'list') return hasKind(type.element, kind);
  if (type.kind === 'map') return hasKind(type.value, kind);
  return type.kind === kind;
}

/**
 * A value as a column keeps it until it is written: numbers and bigints; strings, also for bytes, of which each
 * character is one then.
 */
export type PhysicalValue = number | bigint | string;
