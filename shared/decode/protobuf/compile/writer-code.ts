import { jsonDefault } from '../runtime/json-values.ts';
import type { CodecTables, EnumTable, FieldTable, TypeTable } from '../runtime/tables.ts';
import { maxTimeBytes } from '../../transcode/write-time.ts';
import { literalCode, literalStores } from './literal-code.ts';
import {
  groupedTypes,
  maxEnumCases,
  messageLoop,
  nextTagOf,
  type TagCase,
} from './message-loop.ts';
import { SeenPlan } from './seen-plan.ts';
import {
  hasLength,
  isZeroCode,
  lengthCode,
  packedWireType,
  tagOf,
  valueCode,
  wireTypeOf,
} from './wire-code.ts';

/** What a store writes too much, braces and commas. */
const spareBytes = 32;
/** The longest double; integers take less, with quotes, too. */
const maxNumberBytes = 26;

/**
 * The functions that write messages as JSON. A field that comes twice where it may come once goes to the exact parser, as do split lists.
 */
export class WriterCode {
  readonly #tables: CodecTables;
  /** Types that are written between group tags somewhere. */
  readonly #grouped: ReadonlySet<number>;

  constructor(tables: CodecTables) {
    this.#tables = tables;
    this.#grouped = groupedTypes(tables);
  }

  enumFunction(index: number): string {
    const { closed, names } = this.#tables.enums[index] as EnumTable;
    const head = `function e${index}(d, w, x) {`;
    if (names === null) return `${head} ${literalCode('null')} return w; }`;
    const other = closed ? 'throw unusual;' : 'return writeInt32(d, w, x);';
    if (this.#tables.enumNumbers) {
      const cases = names.map(([number]) => `case ${number}: `).join('');
      const known = closed ? `switch (x) { ${cases}return writeInt32(d, w, x); } ` : '';
      return `${head} ${known}${other} }`;
    }
    if (names.length > maxEnumCases) {
      const entries = JSON.stringify(names.map(([number, name]) => [number, `"${name}"`]));
      const text = `const s = E${index}.get(x); if (s !== undefined) return writeText(d, w, s);`;
      return `const E${index} = new Map(${entries});\n${head} ${text} ${other} }`;
    }
    const cases = names.map(([number, name]) => {
      const { stores, length } = literalStores(`"${name}"`);
      return `    case ${number}: ${stores}return w + ${length};`;
    });
    return `${head}\n  switch (x) {\n${cases.join('\n')}\n    default: ${other}\n  }\n}`;
  }

  messageFunction(index: number): string {
    const type = this.#tables.types[index] as TypeTable;
    if (type.form === 'wrapper') return this.#wrapperFunction(index, type);
    const plan = new SeenPlan(type.fields);
    const next = nextTagOf(type);
    const cases = type.fields.flatMap((field, at) => this.#fieldCases(field, plan.check(at), next));
    return [
      `// ${type.name}`,
      `function w${index}(v, p, e, d, w, depth, g) {`,
      `  const limit = wire.limit - ${this.#roomOf(type)};`,
      '  if (w > limit) throw noRoom;',
      '  if (depth > 100) throw unusual;',
      '  const start = w;',
      `  let t = 0, n = 0, q = 0, x = 0, h = 0, f = 0, a = 0${plan.declaration};`,
      ...messageLoop(type, cases, this.#grouped.has(index)),
      ...plan.requiredCheck(),
      ...this.#defaults(type, plan),
      '  if (w === start) { d.setUint16(w, 32123, true); return w + 2; }',
      '  d.setUint8(start, 123);',
      '  d.setUint8(w, 125);',
      '  return w + 1;',
      '}',
    ].join('\n');
  }

  /** What is written at most beside text and messages, each field once. */
  #roomOf({ fields }: TypeTable): number {
    const sizes = fields.map((field) => {
      const name = Buffer.byteLength(keyOf(field));
      const value = this.#tables.types[field.type];
      const enumBytes =
        field.kind === 'enum'
          ? Math.max(
              0,
              ...(this.#tables.enums[field.type]?.names ?? []).map(([, { length }]) => length + 2),
            )
          : 0;
      const entry = field.shape === 'map' && value ? this.#roomOf(value) : 0;
      return name + Math.max(maxTimeBytes, maxNumberBytes, enumBytes) + entry + 8;
    });
    return sizes.reduce((sum, size) => sum + size, spareBytes);
  }

  #fieldCases(field: FieldTable, seen: string, next: string): TagCase[] {
    const { number, kind, shape } = field;
    const key = keyOf(field);
    const tag = tagOf(number, wireTypeOf(field));
    if (shape === 'one') {
      const write = `${literalCode(`${key}${this.#isQuoted(kind) ? '"' : ''}`)} ${this.#write(field, 'q')}`;
      const mayBeLeftOut = field.presence === 'implicit' && !this.#tables.emitDefaults;
      const zero = mayBeLeftOut ? isZeroCode(kind) : 'false';
      const written = zero === 'false' ? write : `if (!(${zero})) { ${write} }`;
      return [{ tag, code: `${seen} ${this.#read(field, 'e')} ${written} ${next}` }];
    }
    if (shape === 'map') return [{ tag, code: this.#mapCode(field, tag, seen, next) }];
    const comma = literalCode(`,${this.#isQuoted(kind) ? '"' : ''}`);
    const open = `${seen} ${literalCode(key)} a = w;`;
    const close = 'd.setUint8(a, 91); d.setUint8(w++, 93);';
    // a message inside may use `a` for nothing, as it is a local of this function
    const item = `if (w > limit) throw noRoom; ${this.#read(field, 'e')} ${comma} ${this.#write(field, 'q')}`;
    const list = {
      tag,
      code: `${open} do { ${item} ${next} } while (t === ${tag}); ${close}`,
    };
    if (hasLength(kind)) return [list];
    const packed = `if (w > limit) throw noRoom; ${valueCode(kind, 'r')} ${comma} ${this.#write(field, 'r')}`;
    return [
      list,
      {
        tag: tagOf(number, packedWireType),
        code: `${lengthCode('e')} if (n > 0) { const r = q; ${open} do { ${packed} } while (p < r); if (p !== r) throw unusual; ${close} } ${next}`,
      },
    ];
  }

  #read(field: FieldTable, end: string): string {
    return field.delimited ? '' : valueCode(field.kind, end);
  }

  #isQuoted(kind: FieldTable['kind']): boolean {
    if (kind === 'string' || kind === 'lossy-string' || kind === 'bytes') return true;
    return this.#tables.quoteInt64 && kind.endsWith('64');
  }

  /** Writes what was read, behind the opening quote where it has one. */
  #write(field: FieldTable, end: string): string {
    const close = this.#isQuoted(field.kind) ? ' d.setUint8(w++, 34);' : '';
    switch (field.kind) {
      case 'int32':
      case 'sfixed32':
        return 'w = writeInt32(d, w, x | 0);';
      case 'uint32':
      case 'fixed32':
        return 'w = writeUint32(d, w, x);';
      case 'sint32':
        return 'w = writeInt32(d, w, (x >>> 1) ^ -(x & 1));';
      case 'enum':
        return `w = e${field.type}(d, w, x | 0);`;
      case 'int64':
      case 'sfixed64':
        return `w = writeInt64(d, w, x, h);${close}`;
      case 'uint64':
      case 'fixed64':
        return `w = writeUint64(d, w, x, h);${close}`;
      case 'sint64':
        return `w = writeSint64(d, w, x, h);${close}`;
      case 'bool': {
        const [yes, no] = [literalCode('true'), literalCode('false')];
        return `if ((x | h) !== 0) { ${yes} } else { ${no} }`;
      }
      case 'double':
        return 'w = writeDouble(d, w, f);';
      case 'float':
        return 'w = writeFloat(d, w, f);';
      case 'string':
        return `if (w + n > limit) throw noRoom; w = writeString(v, p, ${end}, d, w); if (w > limit) throw noRoom;${close} p = ${end};`;
      case 'lossy-string':
        return `w = writeLossyString(v, p, ${end}, d, w); if (w > limit) throw noRoom;${close} p = ${end};`;
      case 'bytes':
        return `if (w + n * 2 > limit) throw noRoom; w = writeBase64(v, p, ${end}, d, w);${close} p = ${end};`;
      case 'message':
      default:
        return this.#writeMessage(field, end);
    }
  }

  #writeMessage({ type, number, delimited }: FieldTable, end: string): string {
    const full = 'if (w > limit) throw noRoom;';
    if (delimited) return `w = w${type}(v, p, e, d, w, depth + 1, ${number}); ${full} p = wire.at;`;
    const after = `${full} p = ${end};`;
    switch (this.#tables.types[type]?.form) {
      case 'timestamp':
        return `w = writeTimestamp(v, p, ${end}, d, w); p = ${end};`;
      case 'duration':
        return `w = writeDuration(v, p, ${end}, d, w); p = ${end};`;
      case 'struct':
        return `w = writeStruct(v, p, ${end}, d, w, depth + 1); ${after}`;
      case 'list':
        return `w = writeList(v, p, ${end}, d, w, depth + 1); ${after}`;
      case 'value':
        return `w = writeValue(v, p, ${end}, d, w, depth + 1); ${after}`;
      case 'field-mask':
        return `w = writeFieldMask(v, p, ${end}, d, w); ${after}`;
      case 'any':
        return `w = wA(v, p, ${end}, d, w, depth + 1); ${after}`;
      case undefined:
      case 'fields':
      case 'wrapper':
      default:
        return `w = w${type}(v, p, ${end}, d, w, depth + 1, 0); ${after}`;
    }
  }

  #mapCode(field: FieldTable, tag: number, seen: string, next: string): string {
    const [key, value] = (this.#tables.types[field.type] as TypeTable).fields as [
      FieldTable,
      FieldTable,
    ];
    const keyTag = tagOf(1, wireTypeOf(key));
    const valueTag = tagOf(2, wireTypeOf(value));
    const keyWrite = this.#write(key, 'q').replace(' d.setUint8(w++, 34);', '');
    const noKey = literalCode(`${jsonDefault(key, this.#tables) as string | number | boolean}`);
    const quote = this.#isQuoted(value.kind) ? '"' : '';
    const noValue =
      value.kind === 'message'
        ? `n = 0; q = p; ${this.#write(value, 'q')}`
        : literalCode(JSON.stringify(jsonDefault(value, this.#tables)));
    return [
      `${seen} ${literalCode(keyOf(field))} a = w; { const base = wire.mapTop; do {`,
      `if (w > limit) throw noRoom; ${lengthCode('e')} const r = q; ${literalCode(',"')} const k = w;`,
      `if (p < r && v.getUint8(p) === ${keyTag}) { p++; ${valueCode(key.kind, 'r')} ${keyWrite} } else { ${noKey} }`,
      `keepKey(d, base, k, w); ${literalCode('":')} if (w > limit) throw noRoom;`,
      `if (p < r && v.getUint8(p) === ${valueTag}) { p++; ${valueCode(value.kind, 'r')} ${quote === '' ? '' : literalCode(quote)} ${this.#write(value, 'q')} } else { ${noValue} }`,
      `if (p !== r) throw unusual; ${next} } while (t === ${tag}); wire.mapTop = base; }`,
      'd.setUint8(a, 123); d.setUint8(w++, 125);',
    ].join(' ');
  }

  #wrapperFunction(index: number, type: TypeTable): string {
    const field = type.fields[0] as FieldTable;
    const quote = this.#isQuoted(field.kind) ? literalCode('"') : '';
    const none = literalCode(JSON.stringify(jsonDefault(field, this.#tables)));
    return [
      `// ${type.name}`,
      `function w${index}(v, p, e, d, w) {`,
      `  const limit = wire.limit - ${this.#roomOf(type)};`,
      '  if (w > limit) throw noRoom;',
      '  let n = 0, q = 0, x = 0, h = 0, f = 0;',
      `  if (p === e) { ${none} return w; }`,
      `  if (v.getUint8(p++) !== ${tagOf(1, wireTypeOf(field))}) throw unusual;`,
      `  ${valueCode(field.kind, 'e')} ${quote} ${this.#write(field, 'q')}`,
      '  if (p !== e) throw unusual;',
      '  return w;',
      '}',
    ].join('\n');
  }

  /** Fields without presence that were not there. */
  #defaults({ fields }: TypeTable, plan: SeenPlan): string[] {
    if (!this.#tables.emitDefaults) return [];
    return plan.absent((at) => {
      const field = fields[at] as FieldTable;
      if (field.presence !== 'implicit') return null;
      return literalCode(`${keyOf(field)}${JSON.stringify(jsonDefault(field, this.#tables))}`);
    });
  }
}

function keyOf({ key }: FieldTable): string {
  return `,${JSON.stringify(key)}:`;
}
