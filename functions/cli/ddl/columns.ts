import {
  type Column,
  type ColumnType,
  hasKind,
} from '../../../shared/encode/columns/column-type.ts';
import { cleanName, isPlainName, nestedName } from './column-name.ts';

/** A column as Athena declares it. */
export interface TableColumn {
  readonly name: string;
  /** As DDL has it. */
  readonly type: string;
  /** The field's name in lines of JSON, in lower case as the SerDe compares it, where it is another; null: the same. */
  readonly field: string | null;
  /** What there is to know of its values where the type does not say it. */
  readonly comment?: string;
}

export interface TableColumns {
  readonly columns: readonly TableColumn[];
  readonly warnings: readonly string[];
}

type Format = 'avro' | 'json' | 'parquet';

const ofAll = { json: 'string', mixed: 'string' } as const;
const ofMost = { ...ofAll, 'timestamp(6)': 'timestamp', uuid: 'binary' } as const;

/** What the names of all other types are in Athena. */
const types: Readonly<Record<Format, Readonly<Partial<Record<ColumnType['kind'], string>>>>> = {
  // the SerDe knows no microseconds, and Avro has a UUID as its text
  avro: { ...ofAll, 'timestamp(6)': 'bigint', uuid: 'string' },
  json: ofMost,
  parquet: ofMost,
};

/**
 * Declares columns for Athena. Names that it does not take are mapped in lines of JSON; in Parquet, where they cannot be,
 * these columns are left out, which takes nothing from the others.
 */
export function athenaColumns(columns: readonly Column[], format: Format): TableColumns {
  const warnings: string[] = [];
  const found: TableColumn[] = [];
  const taken = new Set(
    columns.filter(({ name }) => isPlainName(name)).map(({ name }) => name.toLowerCase()),
  );
  for (const { name, type } of columns) {
    const declared = new TypeWriter(format, warnings).write(type, name);
    if (isPlainName(name)) {
      if (declared === null) continue;
      found.push({ name: name.toLowerCase(), type: declared, field: null });
    } else if (format !== 'json') {
      warnings.push(
        `the column '${name}' is left out: Athena takes letters, digits and _ in names; rename the field in a transform`,
      );
      continue;
    } else {
      const base = cleanName(name);
      let free = base;
      for (let number = 2; taken.has(free); number += 1) free = `${base}_${number}`;
      taken.add(free);
      found.push({ name: free, type: declared ?? 'string', field: name.toLowerCase() });
    }
    warnings.push(...typeWarnings(name, type, format));
  }
  return { columns: found, warnings };
}

function typeWarnings(name: string, type: ColumnType, format: Format): readonly string[] {
  const warnings: string[] = [];
  if (hasKind(type, 'timestamp(6)')) {
    warnings.push(
      format === 'avro'
        ? `the column '${name}': its times are microseconds since 1970, as Athena reads no finer times of Avro than milliseconds: from_unixtime_nanos(${name} * 1000)`
        : `the column '${name}': Athena reads its times to the millisecond`,
    );
  }
  return warnings;
}

class TypeWriter {
  readonly #format: Format;
  readonly #warnings: string[];

  constructor(format: Format, warnings: string[]) {
    this.#format = format;
    this.#warnings = warnings;
  }

  /** Null where nothing of it can be declared. */
  write(type: ColumnType, path: string): string | null {
    if (type.kind === 'struct') return this.#struct(type.fields, path);
    if (type.kind === 'decimal') return `decimal(${type.precision},${type.scale})`;
    if (type.kind === 'list') return this.#around('array<', type.element, `${path}[]`);
    if (type.kind === 'map') return this.#around('map<string,', type.value, `${path}{}`);
    return types[this.#format][type.kind] ?? type.kind;
  }

  #around(begin: string, type: ColumnType, path: string): string | null {
    const inner = this.write(type, path);
    return inner === null ? null : `${begin}${inner}>`;
  }

  #struct(fields: readonly Column[], path: string): string | null {
    const odd = fields.filter(({ name }) => !isPlainName(name)).map(({ name }) => `'${name}'`);
    if (odd.length > 0 && this.#format === 'json') {
      this.#warnings.push(
        `'${path}' is declared as string, and read as JSON text: Athena takes letters, digits and _ in names of fields, not ${odd.join(', ')}`,
      );
      return 'string';
    }
    if (odd.length > 0) {
      this.#warnings.push(
        `of '${path}' the fields ${odd.join(', ')} are left out: Athena takes letters, digits and _ in names; rename them in a transform`,
      );
    }
    const written = fields.flatMap(({ name, type }) => {
      const inner = isPlainName(name) ? this.write(type, `${path}.${name}`) : null;
      return inner === null ? [] : [`${nestedName(name)}:${inner}`];
    });
    return written.length === 0 ? null : `struct<${written.join(',')}>`;
  }
}
