import type { AvroTables, AvroType } from '../../../shared/decode/avro/runtime/avro-types.ts';
import type { Column, ColumnType } from '../../../shared/encode/columns/column-type.ts';
import { restColumn } from '../../../shared/encode/columns/rest.ts';

/** Records in each other, below which JSON text is written. */
const maxDepth = 14;
/** Of a Parquet column. */
const maxPrecision = 38;

const json: ColumnType = { kind: 'json' };
const text: ColumnType = { kind: 'string' };
const count: ColumnType = { kind: 'bigint' };

/**
 * The columns that hold what a value of a schema becomes as JSON (docs/formats.md). A record within itself, and a union of
 * several types, are JSON text; a name that differs from an earlier one in case alone has no column.
 *
 * @returns null where values are maps, whose names nobody knows
 */
export function avroColumns(tables: AvroTables): readonly Column[] | null {
  const [root] = tables.types;
  const indexes = root?.kind === 'union' ? root.branches : [0];
  const objects = indexes.filter((index) => tables.types[index]?.kind !== 'null');
  const [index, ...others] = objects;
  const only = index === undefined ? undefined : tables.types[index];
  if (index === undefined || only?.kind !== 'record' || others.length > 0) return null;
  return new SchemaReader(tables).fields(only.fields, [index], [restColumn]);
}

type Fields = Extract<AvroType, { readonly kind: 'record' }>['fields'];

class SchemaReader {
  readonly #tables: AvroTables;

  constructor(tables: AvroTables) {
    this.#tables = tables;
  }

  /** @param around indexes of the records that they are within */
  fields(
    fields: Fields,
    around: readonly number[],
    takenNames: readonly string[] = [],
  ): readonly Column[] {
    const taken = new Set(takenNames);
    return fields.flatMap(({ name, type }): readonly Column[] => {
      const known = name.toLowerCase();
      const column = taken.has(known) ? null : this.#type(type, around);
      taken.add(known);
      // nothing but null
      return column === null ? [] : [{ name, type: column, required: false }];
    });
  }

  #type(index: number, around: readonly number[]): ColumnType | null {
    const type = this.#tables.types[index];
    switch (type?.kind) {
      case undefined:
      case 'null':
        return null;
      case 'union':
        return this.#union(type.branches, around);
      case 'array':
        return { kind: 'list', element: this.#type(type.items, around) ?? json };
      case 'map':
        return { kind: 'map', value: this.#type(type.items, around) ?? json };
      case 'record': {
        if (around.includes(index) || around.length >= maxDepth) return json;
        const fields = this.fields(type.fields, [...around, index]);
        return fields.length === 0 ? json : { kind: 'struct', fields };
      }
      case 'decimal': {
        const { precision, scale } = type;
        return precision > maxPrecision ? json : { kind: 'decimal', precision, scale };
      }
      case 'timestamp':
        return timestampOf(type.perSecond);
      case 'long':
        return count;
      case 'bytes':
      case 'fixed':
        return { kind: 'binary' };
      case 'duration':
        return {
          kind: 'struct',
          fields: ['months', 'days', 'millis'].map((name) => {
            return { name, type: count, required: false };
          }),
        };
      case 'boolean':
      case 'date':
      case 'double':
      case 'float':
      case 'int':
      case 'uuid':
        return { kind: type.kind };
      case 'enum':
      case 'local-timestamp':
      case 'string':
      case 'time':
      default:
        return text;
    }
  }

  #union(branches: readonly number[], around: readonly number[]): ColumnType | null {
    const types = branches
      .map((index) => this.#type(index, around))
      .filter((type) => type !== null);
    const [only = null, ...others] = types;
    return others.length === 0 ? only : json;
  }
}

/** What is finer than a column is text. */
function timestampOf(perSecond: number): ColumnType {
  if (perSecond === 1_000) return { kind: 'timestamp' };
  return perSecond === 1_000_000 ? { kind: 'timestamp(6)' } : text;
}
