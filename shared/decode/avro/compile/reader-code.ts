import { type AvroTables, type AvroType, maxDepth } from '../runtime/avro-types.ts';
import { blocksCode, branchesCode, readCode, rootCode } from './read-code.ts';

/** The functions that make events: one object literal for each record, so that all events of a type have one shape. */
export class ReaderCode {
  readonly #tables: AvroTables;
  readonly #empty: readonly number[];

  constructor(tables: AvroTables, empty: readonly number[]) {
    this.#tables = tables;
    this.#empty = empty;
  }

  root(): string {
    const value = rootCode(this.#tables, (index) => this.#read(index, 'r'));
    return [
      'function read(v, p, e) {',
      '  const depth = 0;',
      '  let x = 0, r;',
      `  ${value}`,
      '  if (p !== e) throw unusual;',
      '  return r;',
      '}',
    ].join('\n');
  }

  /** Of a record, a list, a map or an enum; null for others. */
  function(index: number): string | null {
    const type = this.#at(index);
    if (type.kind === 'enum') {
      return `const s${index} = ${JSON.stringify(type.symbols)};`;
    }
    if (type.kind === 'record') {
      const locals = type.fields.map((_, at) => `f${at}`);
      const fields = type.fields.map(({ name }, at) => `[${JSON.stringify(name)}]: f${at}`);
      return this.#function(index, [
        ...(locals.length === 0 ? [] : [`  let ${locals.join(', ')};`]),
        ...type.fields.map((field, at) => `  ${this.#read(field.type, `f${at}`)}`),
        `  const made = { ${fields.join(', ')} };`,
      ]);
    }
    if (type.kind === 'array') {
      const isEmpty = this.#empty[type.items] !== 0;
      const item = `let i; ${this.#read(type.items, 'i')} made.push(i);`;
      const blocks = blocksCode(isEmpty ? 'throw unusual;' : item);
      return this.#function(index, ['  const made = [];', ...blocks]);
    }
    if (type.kind === 'map') {
      const key = `${readCode({ kind: 'string' })} const k = readString(v, p, q); p = q;`;
      const item = `let i; ${key} ${this.#read(type.items, 'i')} setField(made, k, i);`;
      return this.#function(index, ['  const made = {};', ...blocksCode(item)]);
    }
    return null;
  }

  #at(index: number): AvroType {
    return this.#tables.types[index] as AvroType;
  }

  #function(index: number, body: readonly string[]): string {
    return [
      `function r${index}(v, p, e, depth) {`,
      `  if (depth > ${maxDepth}) throw unusual;`,
      '  let n = 0, q = 0, x = 0, h = 0, f = 0;',
      ...body,
      '  wire.at = p;',
      '  return made;',
      '}',
    ].join('\n');
  }

  /** Reads a value into the local `to`. */
  #read(index: number, to: string): string {
    const type = this.#at(index);
    const read = readCode(type);
    switch (type.kind) {
      case 'null':
        return `${to} = null;`;
      case 'boolean':
        return `${read} ${to} = x === 1;`;
      case 'int':
        return `${read} ${to} = (x >>> 1) ^ -(x & 1);`;
      case 'long':
        return `${read} ${to} = ${this.#tables.quoteInt64 ? "'' + " : ''}readLong(x, h);`;
      case 'float':
        return `${read} ${to} = jsonNumber(shortestFloat(f));`;
      case 'double':
        return `${read} ${to} = jsonNumber(f);`;
      case 'string':
        return `${read} ${to} = readString(v, p, q); p = q;`;
      case 'bytes':
      case 'fixed':
        return `${read} ${to} = readBase64(v, p, q); p = q;`;
      case 'enum':
        return `${read} ${to} = s${index}[x]; if (${to} === undefined) throw unusual;`;
      case 'decimal':
        return `${read} ${to} = readDecimal(wire.input, p, q, ${type.precision}, ${type.scale}); p = q;`;
      case 'uuid':
        return `${read} ${to} = written(writeUuid, v, p); p = q;`;
      case 'duration':
        return `${read} ${to} = readDuration(v, p); p = q;`;
      case 'date':
        return `${read} ${to} = writtenTime(writeDate, (x >>> 1) ^ -(x & 1), 0, 0);`;
      case 'time':
        return `${read} ${to} = writtenTime(writeTime, x, h, ${type.perSecond});`;
      case 'timestamp':
        return `${read} ${to} = writtenTime(writeTimestamp, x, h, ${type.perSecond});`;
      case 'local-timestamp':
        return `${read} ${to} = writtenTime(writeLocalTimestamp, x, h, ${type.perSecond});`;
      case 'union':
        return branchesCode(type.branches.map((branch) => this.#read(branch, to)));
      case 'array':
      case 'map':
      case 'record':
      default:
        return `${to} = r${index}(v, p, e, depth + 1); p = wire.at;`;
    }
  }
}
