import type { CodecTables, FieldTable, ScalarKind } from '../../decode/protobuf/runtime/tables.ts';
import type { Column, ColumnType } from '../../encode/columns/column-type.ts';
import { restColumn } from '../../encode/columns/rest.ts';

/** Messages in each other, below which JSON text is written: as deep as a schema may be that is written by hand. */
const maxDepth = 14;
/** Of all depths; readers slow down with more, and messages that use one another grow without bounds. */
const maxLeaves = 2000;

const scalars: Readonly<Record<ScalarKind, ColumnType>> = {
  double: { kind: 'double' },
  float: { kind: 'float' },
  int32: { kind: 'int' },
  sint32: { kind: 'int' },
  sfixed32: { kind: 'int' },
  // beyond what int and bigint hold, as engines know no integers without a sign
  uint32: { kind: 'bigint' },
  fixed32: { kind: 'bigint' },
  int64: { kind: 'bigint' },
  sint64: { kind: 'bigint' },
  sfixed64: { kind: 'bigint' },
  uint64: { kind: 'decimal', precision: 20, scale: 0 },
  fixed64: { kind: 'decimal', precision: 20, scale: 0 },
  bool: { kind: 'boolean' },
  string: { kind: 'string' },
  'lossy-string': { kind: 'string' },
  bytes: { kind: 'binary' },
};

const json: ColumnType = { kind: 'json' };

class TooManyColumns extends Error {}

/**
 * The columns that hold what a message becomes as JSON. A message within itself, one without fields, and what may hold
 * anything are JSON text; a name that differs from an earlier one in case alone has no column.
 *
 * @returns null where they would be too many
 */
export function messageColumns(tables: CodecTables): readonly Column[] | null {
  try {
    const reader = new TableReader(tables);
    return tables.types[0]?.form === 'fields' ? reader.fields(0, [], [restColumn]) : null;
  } catch (thrown) {
    if (thrown instanceof TooManyColumns) return null;
    throw thrown;
  }
}

class TableReader {
  readonly #tables: CodecTables;
  #leaves = 0;

  constructor(tables: CodecTables) {
    this.#tables = tables;
  }

  /** @param around indexes of the types that it is within */
  fields(
    index: number,
    around: readonly number[],
    takenNames: readonly string[] = [],
  ): readonly Column[] {
    const taken = new Set(takenNames);
    const columns: Column[] = [];
    for (const field of this.#tables.types[index]?.fields ?? []) {
      const known = field.key.toLowerCase();
      if (taken.has(known)) continue;
      taken.add(known);
      const type = this.#field(field, [...around, index]);
      columns.push({ name: field.key, type, required: false });
    }
    return columns;
  }

  #field(field: FieldTable, around: readonly number[]): ColumnType {
    if (field.shape === 'map') {
      const value = this.#tables.types[field.type]?.fields[1];
      return value === undefined ? json : { kind: 'map', value: this.#value(value, around) };
    }
    const type = this.#value(field, around);
    return field.shape === 'many' ? { kind: 'list', element: type } : type;
  }

  #value({ kind, type }: FieldTable, around: readonly number[]): ColumnType {
    if (kind === 'message') return this.#message(type, around);
    this.#leaves += 1;
    if (this.#leaves > maxLeaves) throw new TooManyColumns();
    if (kind !== 'enum') return scalars[kind];
    // of NullValue there is nothing but null
    if (this.#tables.enums[type]?.names === null) return json;
    return { kind: this.#tables.enumNumbers ? 'int' : 'string' };
  }

  #message(index: number, around: readonly number[]): ColumnType {
    const { form, fields = [] } = this.#tables.types[index] ?? {};
    const [first] = fields;
    switch (form) {
      case 'timestamp':
        return { kind: 'timestamp(6)' };
      case 'duration':
      case 'field-mask':
        return { kind: 'string' };
      case 'wrapper':
        return first === undefined ? json : this.#value(first, around);
      case 'fields':
        if (first === undefined || around.includes(index) || around.length >= maxDepth) return json;
        return { kind: 'struct', fields: this.fields(index, around) };
      case 'struct':
      case 'value':
      case 'list':
      case 'any':
      case undefined:
      default:
        return json;
    }
  }
}
