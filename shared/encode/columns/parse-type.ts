import type { Column, ColumnType, ScalarKind } from './column-type.ts';

/** Every name that a type without parameters goes by: Athena's, and those of Parquet, Spark and SQL. */
const scalars: Readonly<Record<string, ScalarKind>> = {
  boolean: 'boolean',
  bool: 'boolean',
  int: 'int',
  int32: 'int',
  integer: 'int',
  bigint: 'bigint',
  int64: 'bigint',
  long: 'bigint',
  float: 'float',
  real: 'float',
  double: 'double',
  string: 'string',
  varchar: 'string',
  binary: 'binary',
  date: 'date',
  timestamp: 'timestamp',
  'timestamp(3)': 'timestamp',
  'timestamp(6)': 'timestamp(6)',
  uuid: 'uuid',
  json: 'json',
};

/** What a schema may say, for messages. */
export const typeNames: string =
  'boolean, int, bigint, float, double, decimal(p,s), string, binary, date, timestamp, timestamp(6), uuid, json, ' +
  "struct<name:type,…>, list<type>, map<string,type>; ' not null' behind it where no event lacks it";

/** Fields within fields, beyond which readers give up. */
const maxDepth = 16;

export type ParsedColumn =
  { readonly ok: true; readonly column: Column } | { readonly ok: false; readonly fault: string };

/** Reads the type of a column as DDL writes it: `struct<lat:double,lon:double>`, `bigint not null`. */
export function parseColumn(name: string, text: string): ParsedColumn {
  const reader = new TypeReader(text);
  try {
    const type = reader.type(0);
    const required = reader.takes(/\s+not\s+null\b/iy);
    reader.end();
    return { ok: true, column: { name, type, required } };
  } catch (thrown) {
    if (thrown instanceof TypeFault) return { ok: false, fault: thrown.message };
    throw thrown;
  }
}

class TypeFault extends Error {}

class TypeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  type(depth: number): ColumnType {
    if (depth > maxDepth) throw new TypeFault(`nested deeper than ${maxDepth}`);
    const word = this.#match(/\s*([a-z]+(?:32|64)?)/iy)?.[1]?.toLowerCase() ?? '';
    if (word === 'struct') return this.#struct(depth);
    if (word === 'list' || word === 'array') {
      this.#expect('<');
      const element = this.type(depth + 1);
      this.#expect('>');
      return { kind: 'list', element };
    }
    if (word === 'map') return this.#map(depth);
    if (word === 'decimal' || word === 'numeric') return this.#decimal();
    const parameter = this.#match(/\s*\(\s*(\d+)\s*\)/y);
    const kind = scalars[parameter === null ? word : `${word}(${parameter[1]})`];
    if (kind === undefined) throw new TypeFault(`'${word || this.#rest()}' is no type`);
    return { kind };
  }

  takes(pattern: RegExp): boolean {
    return this.#match(pattern) !== null;
  }

  end(): void {
    if (this.#rest() !== '') throw new TypeFault(`'${this.#rest()}' is too much`);
  }

  #struct(depth: number): ColumnType {
    const fields: Column[] = [];
    this.#expect('<');
    do {
      const name = this.#match(/\s*(?:"([^"]+)"|`([^`]+)`|([^\s<>:,"`]+))/y);
      if (name === null) throw new TypeFault(`a field's name is missing at '${this.#rest()}'`);
      const field = name[1] ?? name[2] ?? name[3] ?? '';
      this.#expect(':');
      fields.push({ name: field, type: this.type(depth + 1), required: false });
    } while (this.takes(/\s*,/y));
    this.#expect('>');
    const twice = sameName(fields.map(({ name }) => name));
    if (twice !== null) throw new TypeFault(`field '${twice}' is there twice`);
    return { kind: 'struct', fields };
  }

  #map(depth: number): ColumnType {
    this.#expect('<');
    if (!this.takes(/\s*(?:string|varchar)\s*,/iy)) throw new TypeFault("a map's keys are string");
    const value = this.type(depth + 1);
    this.#expect('>');
    return { kind: 'map', value };
  }

  #decimal(): ColumnType {
    const match = this.#match(/\s*\(\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*)?\)/y);
    const precision = Number(match?.[1]);
    const scale = Number(match?.[2] ?? 0);
    if (match === null || precision < 1 || precision > 38 || scale > precision) {
      throw new TypeFault('decimal takes (p,s) with p from 1 to 38 and s from 0 to p');
    }
    return { kind: 'decimal', precision, scale };
  }

  #expect(sign: string): void {
    this.#match(/\s*/y);
    if (this.#text[this.#at] !== sign) {
      throw new TypeFault(`'${sign}' is missing at '${this.#rest()}'`);
    }
    this.#at += 1;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #rest(): string {
    return this.#text.slice(this.#at).trim();
  }
}

/** The first name that equals an earlier one as Athena sees it, which knows no case; null where all differ. */
export function sameName(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) return name;
    seen.add(name.toLowerCase());
  }
  return null;
}
