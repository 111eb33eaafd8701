import type { Column, ColumnType } from '../columns/column-type.ts';
import { restColumn, type RestRules } from '../columns/rest.ts';

/** The schema of a file, which names all its types: plain JSON. */
export type AvroSchema = string | { readonly [attribute: string]: unknown };

/** The schema of events that have these columns, each of which may be null where events may lack it. */
export function avroSchema(columns: readonly Column[], rest: RestRules): AvroSchema {
  const withRest: readonly Column[] = rest.column
    ? [...columns, { name: restColumn, type: { kind: 'string' }, required: false }]
    : columns;
  return recordSchema('Event', withRest);
}

const names = /^[A-Za-z_]\w*$/;

/** Whether Avro takes a name; it has letters, digits and the underscore. */
export function isAvroName(name: string): boolean {
  return names.test(name);
}

/** The first name in a type that Avro does not take; null where it takes all. */
export function otherName(type: ColumnType): string | null {
  if (type.kind === 'list') return otherName(type.element);
  if (type.kind === 'map') return otherName(type.value);
  if (type.kind !== 'struct') return null;
  for (const field of type.fields) {
    const other = isAvroName(field.name) ? otherName(field.type) : field.name;
    if (other !== null) return other;
  }
  return null;
}

/**
 * Columns that were found in events, without those that Avro has no names for: a field goes to the rest, an object that
 * has such a field becomes JSON text.
 */
export function withAvroNames(columns: readonly Column[]): readonly Column[] {
  return columns
    .filter(({ name }) => isAvroName(name))
    .map((column) => ({ ...column, type: withTypeNames(column.type) }));
}

function withTypeNames(type: ColumnType): ColumnType {
  if (type.kind === 'list') return { kind: 'list', element: withTypeNames(type.element) };
  if (type.kind === 'map') return { kind: 'map', value: withTypeNames(type.value) };
  if (type.kind !== 'struct') return type;
  if (type.fields.some(({ name }) => !isAvroName(name))) return { kind: 'mixed' };
  return {
    kind: 'struct',
    fields: type.fields.map((field) => ({ ...field, type: withTypeNames(field.type) })),
  };
}

/** Records are called by the way to them, as each needs a name of its own; underscores keep `a_b` and `a.b` apart. */
function recordSchema(name: string, fields: readonly Column[]): AvroSchema {
  return {
    type: 'record',
    name,
    fields: fields.map((field) => {
      const type = typeSchema(`${name}__${field.name}`, field.type);
      return field.required
        ? { name: field.name, type }
        : { name: field.name, type: ['null', type], default: null };
    }),
  };
}

function typeSchema(path: string, type: ColumnType): AvroSchema {
  switch (type.kind) {
    case 'bigint':
      return 'long';
    case 'boolean':
    case 'double':
    case 'float':
    case 'int':
    case 'string':
      return type.kind;
    case 'binary':
      return 'bytes';
    case 'date':
      return { type: 'int', logicalType: 'date' };
    case 'timestamp':
      return { type: 'long', logicalType: 'timestamp-millis' };
    case 'timestamp(6)':
      return { type: 'long', logicalType: 'timestamp-micros' };
    case 'uuid':
      return { type: 'string', logicalType: 'uuid' };
    case 'decimal':
      return {
        type: 'bytes',
        logicalType: 'decimal',
        precision: type.precision,
        scale: type.scale,
      };
    case 'struct':
      return recordSchema(path, type.fields);
    case 'list':
      return { type: 'array', items: ['null', typeSchema(`${path}__item`, type.element)] };
    case 'map':
      return { type: 'map', values: ['null', typeSchema(`${path}__value`, type.value)] };
    case 'json':
    case 'mixed':
    default:
      return 'string';
  }
}
