import { literalCode, literalStores } from '../../protobuf/compile/literal-code.ts';
import { maxTimeBytes } from '../../transcode/write-time.ts';
import { type AvroTables, type AvroType, maxDepth } from '../runtime/avro-types.ts';
import { maxDurationBytes } from '../runtime/write-duration.ts';
import { uuidBytes } from '../runtime/write-uuid.ts';
import { blocksCode, branchesCode, readCode, rootCode } from './read-code.ts';

/** What a store writes too much, brackets and commas. */
const spareBytes = 32;
/** The longest double; integers take less, with quotes, too. */
const maxNumberBytes = 26;
/** With more branches than this the key before a union is not written anew in each of them. */
const maxBranchesInside = 4;

/** The functions that write records, lists and maps as JSON; what stands in them is written in place. */
export class WriterCode {
  readonly #tables: AvroTables;
  /** For each type, whether it may take no bytes. */
  readonly #empty: readonly number[];

  constructor(tables: AvroTables, empty: readonly number[]) {
    this.#tables = tables;
    this.#empty = empty;
  }

  root(): string {
    const value = rootCode(this.#tables, (index) => this.#write(index, ''));
    return [
      'function write(v, p, e, d, w) {',
      `  const limit = wire.limit - ${spareBytes}, depth = 0;`,
      '  let x = 0;',
      `  ${value}`,
      '  if (p !== e) throw unusual;',
      '  return w;',
      '}',
    ].join('\n');
  }

  /** Of a record, a list, a map or an enum; null for others. */
  function(index: number): string | null {
    const type = this.#at(index);
    switch (type.kind) {
      case 'enum': {
        const cases = type.symbols.map((symbol, at) => {
          const { stores, length } = literalStores(JSON.stringify(symbol));
          return `case ${at}: ${stores}return w + ${length};`;
        });
        return `function e${index}(d, w, x) { switch (x) { ${cases.join(' ')} default: throw unusual; } }`;
      }
      case 'record': {
        const fields = type.fields.map(
          ({ name, type: field }, at) =>
            `  ${this.#write(field, `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`)}`,
        );
        const end = literalCode(fields.length === 0 ? '{}' : '}');
        return this.#function(index, [...fields, `  ${end}`]);
      }
      case 'array': {
        const item = `if (w > limit) throw noRoom; ${this.#write(type.items, ',')}`;
        return this.#function(index, this.#blocks(type.items, item, '[]'));
      }
      case 'map': {
        const key = `${readCode({ kind: 'string' })} ${literalCode(',"')} const k = w; ${textCode}`;
        const item = `if (w > limit) throw noRoom; { ${key} keepKey(d, base, k, w); ${this.#write(type.items, '":')} }`;
        return this.#function(index, [
          '  const base = wire.mapTop;',
          ...this.#blocks(null, item, '{}'),
          '  wire.mapTop = base;',
        ]);
      }
      case 'boolean':
      case 'bytes':
      case 'date':
      case 'decimal':
      case 'double':
      case 'duration':
      case 'fixed':
      case 'float':
      case 'int':
      case 'local-timestamp':
      case 'long':
      case 'null':
      case 'string':
      case 'time':
      case 'timestamp':
      case 'union':
      case 'uuid':
      default:
        return null;
    }
  }

  #at(index: number): AvroType {
    return this.#tables.types[index] as AvroType;
  }

  #function(index: number, body: readonly string[]): string {
    return [
      `function w${index}(v, p, e, d, w, depth) {`,
      `  const limit = wire.limit - ${this.#roomInside(this.#at(index))};`,
      '  if (w > limit) throw noRoom;',
      `  if (depth > ${maxDepth}) throw unusual;`,
      '  let n = 0, q = 0, x = 0, h = 0, f = 0;',
      ...body,
      '  wire.at = p;',
      '  return w;',
      '}',
    ].join('\n');
  }

  /** The first comma gives way to the opening bracket. @param items the type of an item; null: it always takes bytes */
  #blocks(items: number | null, item: string, brackets: '[]' | '{}'): readonly string[] {
    const isEmpty = items !== null && this.#empty[items] !== 0;
    const [open = 0, close = 0] = Buffer.from(brackets);
    return [
      '  const start = w;',
      ...blocksCode(isEmpty ? 'throw unusual;' : item),
      `  if (w === start) { ${literalCode(brackets)} } else { d.setUint8(start, ${open}); d.setUint8(w++, ${close}); }`,
    ];
  }

  /** @param before what is to be written before the value: a key, a comma */
  #write(index: number, before: string): string {
    const type = this.#at(index);
    const read = readCode(type);
    switch (type.kind) {
      case 'null':
        return literalCode(`${before}null`);
      case 'boolean':
        return `${read} if (x === 1) { ${literalCode(`${before}true`)} } else { ${literalCode(`${before}false`)} }`;
      case 'int':
        return `${read} ${literal(before)} w = writeInt32(d, w, (x >>> 1) ^ -(x & 1));`;
      case 'long': {
        const [open, close] = this.#tables.quoteInt64 ? ['"', ' d.setUint8(w++, 34);'] : ['', ''];
        return `${read} ${literal(before + open)} w = writeSint64(d, w, x, h);${close}`;
      }
      case 'float':
        return `${read} ${literal(before)} w = writeFloat(d, w, f);`;
      case 'double':
        return `${read} ${literal(before)} w = writeDouble(d, w, f);`;
      case 'string':
        return `${read} ${literalCode(`${before}"`)} ${textCode} d.setUint8(w++, 34);`;
      case 'bytes':
      case 'fixed':
        return `${read} ${literalCode(`${before}"`)} if (w + n * 2 > limit) throw noRoom; w = writeBase64(v, p, q, d, w); d.setUint8(w++, 34); p = q;`;
      case 'enum':
        return `${read} ${literal(before)} w = e${index}(d, w, x);`;
      case 'decimal':
        return `${read} ${literal(before)} w = writeDecimal(v, p, q, d, w, ${type.precision}, ${type.scale}); p = q;`;
      case 'uuid':
        return `${read} ${literal(before)} w = writeUuid(v, p, d, w); p = q;`;
      case 'duration':
        return `${read} ${literal(before)} w = writeDuration(v, p, d, w); p = q;`;
      case 'date':
        return `${read} ${literal(before)} w = writeDate(d, w, (x >>> 1) ^ -(x & 1));`;
      case 'time':
        return `${read} ${literal(before)} w = writeTime(d, w, x, h, ${type.perSecond});`;
      case 'timestamp':
        return `${read} ${literal(before)} w = writeTimestamp(d, w, x, h, ${type.perSecond});`;
      case 'local-timestamp':
        return `${read} ${literal(before)} w = writeLocalTimestamp(d, w, x, h, ${type.perSecond});`;
      case 'union': {
        const isInside = type.branches.length <= maxBranchesInside;
        const cases = type.branches.map((branch) => this.#write(branch, isInside ? before : ''));
        return `${isInside ? '' : literal(before)} ${branchesCode(cases)}`;
      }
      case 'array':
      case 'map':
      case 'record':
      default:
        return `${literal(before)} w = w${index}(v, p, e, d, w, depth + 1); p = wire.at; if (w > limit) throw noRoom;`;
    }
  }

  /** What a function writes at most between two looks at the room. */
  #roomInside(type: AvroType): number {
    if (type.kind === 'record') {
      const sizes = type.fields.map(
        (field) => Buffer.byteLength(JSON.stringify(field.name)) + 4 + this.#room(field.type),
      );
      return sizes.reduce((sum, size) => sum + size, spareBytes);
    }
    const items = type.kind === 'array' || type.kind === 'map' ? this.#room(type.items) : 0;
    return items + spareBytes;
  }

  /** What a value takes in the function that it stands in, beside text of any length. */
  #room(index: number): number {
    const type = this.#at(index);
    switch (type.kind) {
      case 'enum':
        return Math.max(...type.symbols.map((each) => Buffer.byteLength(JSON.stringify(each))));
      case 'union':
        return Math.max(...type.branches.map((branch) => this.#room(branch)));
      case 'decimal':
        return type.precision + 8;
      case 'uuid':
        return uuidBytes;
      case 'duration':
        return maxDurationBytes;
      case 'array':
      case 'boolean':
      case 'bytes':
      case 'date':
      case 'double':
      case 'fixed':
      case 'float':
      case 'int':
      case 'local-timestamp':
      case 'long':
      case 'map':
      case 'null':
      case 'record':
      case 'string':
      case 'time':
      case 'timestamp':
      default:
        return Math.max(maxTimeBytes, maxNumberBytes);
    }
  }
}

const textCode =
  'if (w + n > limit) throw noRoom; w = writeString(v, p, q, d, w); if (w > limit) throw noRoom; p = q;';

function literal(text: string): string {
  return text === '' ? '' : literalCode(text);
}
