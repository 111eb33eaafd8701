import type { Column, ColumnType } from './column-type.ts';
import { double, int64, isObject } from './convert.ts';
import { restColumn } from './rest.ts';

/** Fields of an object that get columns; what comes after goes to the rest, or makes JSON text of the object. */
const maxColumns = 1000;
/** Objects and lists in each other, below which JSON text is written. */
const maxDepth = 12;

const isBoolean = 1;
/** It fits in 64 bits, but a double has none that is equal. */
const isLongInteger = 2;
/** A double has it as well. */
const isInteger = 128;
/** What only a double holds. */
const isFraction = 4;
const isString = 8;
const isList = 16;
const isStruct = 32;
const isOther = 64;

/** What a file's events are like. */
export interface InferredColumns {
  readonly columns: readonly Column[];
  /** Whether something has no column. */
  readonly rest: boolean;
}

/**
 * Finds the columns that hold all of the events it was shown, in the order in which their fields came first:
 *
 * - integers that fit in 64 bits are `bigint`, with fractions among them `double`, if that has all of them exactly;
 * - objects are structs, arrays lists, text is `string`, and where nothing of that fits all values they are JSON text;
 * - a field that is null in all events has no column, as nothing says which; neither has one whose name differs from an
 *   earlier one in case alone.
 */
export class Inference {
  readonly #fields = new Fields(0);

  observe(event: Readonly<Record<string, unknown>>): void {
    this.#fields.observe(event);
  }

  columns(): InferredColumns {
    const { columns, isWhole } = this.#fields.columns();
    return { columns, rest: !isWhole || columns.length === 0 };
  }
}

class Fields {
  readonly #depth: number;
  readonly #fields = new Map<string, Values>();

  constructor(depth: number) {
    this.#depth = depth;
  }

  observe(object: Readonly<Record<string, unknown>>): void {
    for (const name in object) {
      const value = object[name];
      if (value === null || value === undefined) continue;
      let field = this.#fields.get(name);
      if (field === undefined) {
        // one more is enough to tell that they are too many
        if (this.#fields.size > maxColumns) continue;
        field = new Values(this.#depth + 1);
        this.#fields.set(name, field);
      }
      field.observe(value);
    }
  }

  /** `isWhole`: all fields are among the columns. */
  columns(): { readonly columns: readonly Column[]; readonly isWhole: boolean } {
    const columns: Column[] = [];
    const taken = new Set([restColumn]);
    for (const [name, values] of this.#fields) {
      const known = name.toLowerCase();
      const isName = name !== '' && name.isWellFormed() && !taken.has(known);
      if (!isName || columns.length === maxColumns) continue;
      taken.add(known);
      columns.push({ name, type: values.type(), required: false });
    }
    return { columns, isWhole: columns.length === this.#fields.size };
  }
}

class Values {
  readonly #depth: number;
  #kinds = 0;
  #fields: Fields | null = null;
  #elements: Values | null = null;

  constructor(depth: number) {
    this.#depth = depth;
  }

  observe(value: unknown): void {
    if (typeof value === 'string') this.#kinds |= value.isWellFormed() ? isString : isOther;
    else if (typeof value === 'boolean') this.#kinds |= isBoolean;
    else if (this.#depth > maxDepth) this.#kinds |= isOther;
    else if (Array.isArray(value)) {
      this.#kinds |= isList;
      this.#elements ??= new Values(this.#depth + 1);
      for (const item of value as unknown[]) if (item !== null) this.#elements.observe(item);
    } else if (isObject(value)) {
      this.#kinds |= isStruct;
      this.#fields ??= new Fields(this.#depth);
      this.#fields.observe(value);
    } else this.#kinds |= kindOfNumber(value);
  }

  type(): ColumnType {
    switch (this.#kinds) {
      case isBoolean:
        return { kind: 'boolean' };
      case isInteger:
      case isLongInteger:
      case isInteger | isLongInteger:
        return { kind: 'bigint' };
      case isFraction:
      case isFraction | isInteger:
        return { kind: 'double' };
      case isString:
        return { kind: 'string' };
      case isList:
        return this.#list();
      case isStruct:
        return this.#struct();
      default:
        return { kind: 'mixed' };
    }
  }

  #list(): ColumnType {
    const elements = this.#elements;
    const isEmpty = elements === null || elements.#kinds === 0;
    return { kind: 'list', element: isEmpty ? { kind: 'string' } : elements.type() };
  }

  /** A struct without fields is nothing that Parquet has. */
  #struct(): ColumnType {
    const { columns: fields, isWhole } = this.#fields?.columns() ?? { columns: [], isWhole: false };
    return isWhole && fields.length > 0 ? { kind: 'struct', fields } : { kind: 'mixed' };
  }
}

function kindOfNumber(value: unknown): number {
  const isExact = double(value) !== null;
  if (int64(value) !== null) return isExact ? isInteger : isLongInteger;
  // 1e30 is an integer that only a double holds
  return isExact ? isFraction : isOther;
}
