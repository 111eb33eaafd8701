import { jsonDefault } from '../runtime/json-values.ts';
import type { CodecTables, EnumTable, FieldTable, TypeTable } from '../runtime/tables.ts';
import {
  groupedTypes,
  maxEnumCases,
  messageLoop,
  nextTagOf,
  type TagCase,
} from './message-loop.ts';
import {
  hasLength,
  isZeroCode,
  lengthCode,
  packedWireType,
  tagOf,
  valueCode,
  wireTypeOf,
} from './wire-code.ts';

/**
 * The functions that make events of messages: a local for each field, and one object literal with all of them at the
 * end, so that all events of a type have one shape.
 */
export class ReaderCode {
  readonly #tables: CodecTables;
  readonly #grouped: ReadonlySet<number>;

  constructor(tables: CodecTables) {
    this.#tables = tables;
    this.#grouped = groupedTypes(tables);
  }

  enumFunction(index: number): string {
    const { closed, names } = this.#tables.enums[index] as EnumTable;
    const head = `function n${index}(x) {`;
    if (names === null) return `${head} return null; }`;
    const other = closed ? 'throw unusual;' : 'return x;';
    if (this.#tables.enumNumbers) {
      const cases = names.map(([number]) => `case ${number}: `).join('');
      const known = closed ? `switch (x) { ${cases}return x; } ` : '';
      return `${head} ${known}${other} }`;
    }
    if (names.length > maxEnumCases) {
      const text = `const s = N${index}.get(x); if (s !== undefined) return s;`;
      return `const N${index} = new Map(${JSON.stringify(names)});\n${head} ${text} ${other} }`;
    }
    const cases = names.map(([number, name]) => `case ${number}: return ${JSON.stringify(name)};`);
    return `${head} switch (x) { ${cases.join(' ')} default: ${other} } }`;
  }

  messageFunction(index: number): string {
    const type = this.#tables.types[index] as TypeTable;
    if (type.form === 'wrapper') return this.#wrapperFunction(index, type);
    const { fields } = type;
    const next = nextTagOf(type);
    const cases = fields.flatMap((field, at) => this.#fieldCases(field, at, next));
    const oneofs = [...new Set(fields.map(({ oneof }) => oneof).filter((oneof) => oneof !== -1))];
    const required = fields.flatMap(({ presence }, at) => (presence === 'required' ? [at] : []));
    return [
      `// ${type.name}`,
      `function r${index}(v, p, e, depth, g) {`,
      '  if (depth > 100) throw unusual;',
      '  let t = 0, n = 0, q = 0, x = 0, h = 0, f = 0;',
      ...fields.map((field, at) => `  let f${at} = ${this.#initial(field)};`),
      ...oneofs.map((oneof) => `  let o${oneof} = 0;`),
      ...messageLoop(type, cases, this.#grouped.has(index)),
      ...required.map((at) => `  if (f${at} === undefined) throw unusual;`),
      `  return { ${fields.map(({ key }, at) => `${propertyOf(key)}: f${at}`).join(', ')} };`,
      '}',
    ].join('\n');
  }

  #initial(field: FieldTable): string {
    if (!this.#tables.emitDefaults || field.presence !== 'implicit') return 'undefined';
    return JSON.stringify(jsonDefault(field, this.#tables));
  }

  #fieldCases(field: FieldTable, at: number, next: string): TagCase[] {
    const { number, kind, shape, oneof } = field;
    const tag = tagOf(number, wireTypeOf(field));
    const name = `f${at}`;
    if (shape === 'one') {
      const once =
        oneof !== -1
          ? `if (o${oneof} !== 0 && o${oneof} !== ${at + 1}) throw unusual; o${oneof} = ${at + 1};`
          : '';
      const whole = kind === 'message' ? `if (${name} !== undefined) throw unusual;` : '';
      const mayBeLeftOut = field.presence === 'implicit' && !this.#tables.emitDefaults;
      const zero = mayBeLeftOut ? isZeroCode(kind) : 'false';
      const value = this.#value(field, 'q');
      const chosen = zero === 'false' ? value : `(${zero}) ? undefined : ${value}`;
      return [
        {
          tag,
          code: `${once} ${whole} ${this.#read(field, 'e')} ${name} = ${chosen}; ${this.#behind(field, 'q')} ${next}`,
        },
      ];
    }
    const begun =
      this.#initial(field) !== 'undefined' ? '' : `if (${name} === undefined) ${name} = `;
    if (shape === 'map') {
      const start = begun === '' ? '' : `${begun}{};`;
      return [{ tag, code: `${start} ${this.#mapCode(field, name)} ${next}` }];
    }
    const start = begun === '' ? '' : `${begun}[];`;
    const item = `${this.#read(field, 'e')} ${name}.push(${this.#value(field, 'q')}); ${this.#behind(field, 'q')}`;
    const list = { tag, code: `${start} do { ${item} ${next} } while (t === ${tag});` };
    if (hasLength(kind)) return [list];
    const packed = `${valueCode(kind, 'r')} ${name}.push(${this.#value(field, 'r')});`;
    return [
      list,
      {
        tag: tagOf(number, packedWireType),
        code: `${lengthCode('e')} if (n > 0) { const r = q; ${start} do { ${packed} } while (p < r); if (p !== r) throw unusual; } ${next}`,
      },
    ];
  }

  #read(field: FieldTable, end: string): string {
    return field.delimited ? '' : valueCode(field.kind, end);
  }

  /** Code that goes behind what has a length. */
  #behind({ kind, delimited }: FieldTable, end: string): string {
    if (delimited) return 'p = wire.at;';
    return hasLength(kind) ? `p = ${end};` : '';
  }

  #value(field: FieldTable, end: string): string {
    switch (field.kind) {
      case 'int32':
      case 'sfixed32':
        return 'x | 0';
      case 'uint32':
      case 'fixed32':
        return 'x';
      case 'sint32':
        return '(x >>> 1) ^ -(x & 1)';
      case 'enum':
        return `n${field.type}(x | 0)`;
      case 'int64':
      case 'sfixed64':
        return this.#quoted('h === 0 ? x : integer64(x, h, true)');
      case 'uint64':
      case 'fixed64':
        return this.#quoted('h === 0 ? x : integer64(x, h, false)');
      case 'sint64':
        return this.#quoted(
          'integer64(((x >>> 1) | (h << 31)) ^ -(x & 1), (h >>> 1) ^ -(x & 1), true)',
        );
      case 'bool':
        return '(x | h) !== 0';
      case 'double':
        return '(Number.isFinite(f) ? f : jsonNumber(f))';
      case 'float':
        return 'jsonNumber(shortestFloat(f))';
      case 'string':
        return `readString(v, p, ${end})`;
      case 'lossy-string':
        return `readLossyString(v, p, ${end})`;
      case 'bytes':
        return `readBase64(v, p, ${end})`;
      case 'message':
      default:
        return this.#message(field, end);
    }
  }

  #quoted(value: string): string {
    return this.#tables.quoteInt64 ? `String(${value})` : `(${value})`;
  }

  #message({ type, number, delimited }: FieldTable, end: string): string {
    if (delimited) return `r${type}(v, p, e, depth + 1, ${number})`;
    switch (this.#tables.types[type]?.form) {
      case 'timestamp':
        return `readText(writeTimestamp, v, p, ${end})`;
      case 'duration':
        return `readText(writeDuration, v, p, ${end})`;
      case 'struct':
        return `readJson(writeStruct, v, p, ${end}, depth + 1)`;
      case 'list':
        return `readJson(writeList, v, p, ${end}, depth + 1)`;
      case 'value':
        return `readJson(writeValue, v, p, ${end}, depth + 1)`;
      case 'field-mask':
        return `readJson(writeFieldMask, v, p, ${end}, depth + 1)`;
      case 'any':
        return `rA(v, p, ${end}, depth + 1)`;
      case undefined:
      case 'fields':
      case 'wrapper':
      default:
        return `r${type}(v, p, ${end}, depth + 1, 0)`;
    }
  }

  #mapCode(field: FieldTable, name: string): string {
    const [key, value] = (this.#tables.types[field.type] as TypeTable).fields as [
      FieldTable,
      FieldTable,
    ];
    const noValue =
      value.kind === 'message'
        ? `(n = 0, ${this.#value(value, 'p')})`
        : JSON.stringify(jsonDefault(value, this.#tables));
    return [
      `${lengthCode('e')} const r = q; let k = ${JSON.stringify(jsonDefault(key, this.#tables))};`,
      `if (p < r && v.getUint8(p) === ${tagOf(1, wireTypeOf(key))}) { p++; ${valueCode(key.kind, 'r')} k = ${this.#value(key, 'q')}; ${this.#behind(key, 'q')} }`,
      "if (k === '__proto__') throw unusual;",
      `if (p < r && v.getUint8(p) === ${tagOf(2, wireTypeOf(value))}) { p++; ${valueCode(value.kind, 'r')} ${name}[k] = ${this.#value(value, 'q')}; ${this.#behind(value, 'q')} } else ${name}[k] = ${noValue};`,
      'if (p !== r) throw unusual;',
    ].join(' ');
  }

  #wrapperFunction(index: number, type: TypeTable): string {
    const field = type.fields[0] as FieldTable;
    return [
      `// ${type.name}`,
      `function r${index}(v, p, e) {`,
      '  let n = 0, q = 0, x = 0, h = 0, f = 0;',
      `  if (p === e) return ${JSON.stringify(jsonDefault(field, this.#tables))};`,
      `  if (v.getUint8(p++) !== ${tagOf(1, wireTypeOf(field))}) throw unusual;`,
      `  ${valueCode(field.kind, 'e')} const value = ${this.#value(field, 'q')}; ${this.#behind(field, 'q')}`,
      '  if (p !== e) throw unusual;',
      '  return value;',
      '}',
    ].join('\n');
  }
}

/** `__proto__: x` would set the prototype. */
function propertyOf(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : JSON.stringify(key);
}
