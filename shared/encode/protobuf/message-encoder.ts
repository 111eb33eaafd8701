import { maxDepth } from '../../decode/protobuf/runtime/wire-cursor.ts';
import { wireTypes } from '../../decode/protobuf/runtime/wire-types.ts';
import type { CodecTables, FieldTable, TypeTable } from '../../decode/protobuf/runtime/tables.ts';
import type { Event } from '../../transform/model.ts';
import { isObject } from '../columns/convert.ts';
import { numberText } from '../columns/exact-decimal.ts';
import { EncodeFault } from './encode-fault.ts';
import { integerOf, isDefault, type Scalar, scalarOf, writeScalar } from './scalars.ts';
import { durationOf, pathsOf, timestampOf } from './well-known.ts';
import { WireWriter } from './wire-writer.ts';

type Value = Readonly<Record<string, unknown>>;

/** The bytes of a message with its length before it, or why an event is none. */
export type EncodedMessage = { readonly bytes: Buffer } | { readonly fault: string };

/**
 * Makes messages of events, as protobuf's own JSON mapping reads them, and strictly: a value that its field does not have
 * is a fault, with its place. Fields that the type does not have are left out, as are those that are null.
 */
export class MessageEncoder {
  readonly #tables: CodecTables;
  readonly #out = new WireWriter();
  readonly #enums: readonly ReadonlyMap<string, number>[];
  #path: (string | number)[] = [];

  constructor(tables: CodecTables) {
    this.#tables = tables;
    this.#enums = tables.enums.map(
      ({ names }) => new Map((names ?? []).map(([number, name]) => [name, number])),
    );
  }

  /** Valid until the next call. */
  encode(event: Event): EncodedMessage {
    const out = this.#out;
    out.position = 0;
    this.#path = [];
    try {
      out.withLength(() => this.#message(0, event, 0));
      return { bytes: out.written() };
    } catch (fault) {
      if (!(fault instanceof EncodeFault)) throw fault;
      const path = this.#path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
      const where = path.length === 0 ? '' : `field '${path.join('').slice(1)}': `;
      return { fault: `${where}${fault.reason}` };
    }
  }

  #message(index: number, value: unknown, depth: number): void {
    const type = this.#tables.types[index] as TypeTable;
    if (depth > maxDepth) throw new EncodeFault(`nested deeper than ${maxDepth} levels`);
    switch (type.form) {
      case 'timestamp':
      case 'duration': {
        const time = type.form === 'timestamp' ? timestampOf(value) : durationOf(value);
        return this.#fields(type, time as unknown as Value, depth);
      }
      case 'field-mask':
        return this.#fields(type, { paths: pathsOf(value) }, depth);
      case 'wrapper':
        return this.#fields(type, { value }, depth);
      case 'struct':
        return this.#fields(type, { fields: objectOf(value) }, depth);
      case 'list':
        if (!Array.isArray(value)) throw new EncodeFault('the value is no list');
        return this.#fields(type, { values: value as unknown }, depth);
      case 'value':
        return this.#any(type, value, depth);
      case 'any':
        throw new EncodeFault('a google.protobuf.Any cannot be written');
      case 'fields':
      default:
        return this.#fields(type, objectOf(value), depth);
    }
  }

  /** A google.protobuf.Value, which has null as well. */
  #any(type: TypeTable, value: unknown, depth: number): void {
    if (value === null || value === undefined) {
      this.#out.tag(1, 0);
      this.#out.varint(0);
    } else if (typeof value === 'string') this.#fields(type, { string_value: value }, depth);
    else if (typeof value === 'boolean') this.#fields(type, { bool_value: value }, depth);
    else if (numberText(value) !== null) this.#fields(type, { number_value: value }, depth);
    else if (Array.isArray(value)) this.#fields(type, { list_value: value as unknown }, depth);
    else this.#fields(type, { struct_value: value }, depth);
  }

  #fields({ fields }: TypeTable, value: Value, depth: number): void {
    let oneofs: Set<number> | null = null;
    for (const field of fields) {
      const held = Object.hasOwn(value, field.key) ? value[field.key] : undefined;
      if (held === undefined || (held === null && !this.#hasNull(field))) {
        if (field.presence !== 'required') continue;
        this.#path.push(field.key);
        throw new EncodeFault('a required field is missing');
      }
      this.#path.push(field.key);
      if (field.oneof !== -1) {
        oneofs ??= new Set();
        if (oneofs.has(field.oneof)) throw new EncodeFault('another member of its oneof is set');
        oneofs.add(field.oneof);
      }
      this.#field(field, held, depth);
      this.#path.pop();
    }
  }

  /** Whether null is a value of the field itself. */
  #hasNull({ kind, shape, type }: FieldTable): boolean {
    if (shape !== 'one') return false;
    if (kind === 'message') return this.#tables.types[type]?.form === 'value';
    return kind === 'enum' && this.#tables.enums[type]?.names === null;
  }

  #field(field: FieldTable, value: unknown, depth: number): void {
    if (field.shape === 'one') return this.#one(field, value, depth, field.presence === 'implicit');
    if (field.shape === 'map') return this.#map(field, objectOf(value), depth);
    if (!Array.isArray(value)) throw new EncodeFault('the value is no list');
    const items = value as readonly unknown[];
    const { kind } = field;
    if (kind !== 'message' && wireTypes[kind] !== 2) return this.#packed(field, kind, items);
    for (const [index, item] of items.entries()) {
      this.#path.push(index);
      this.#one(field, item, depth, false);
      this.#path.pop();
    }
  }

  #packed(
    { number, type }: FieldTable,
    kind: Exclude<FieldTable['kind'], 'message'>,
    items: readonly unknown[],
  ): void {
    if (items.length === 0) return;
    const out = this.#out;
    out.tag(number, 2);
    out.withLength(() => {
      for (const [index, item] of items.entries()) {
        this.#path.push(index);
        const scalar = this.#scalar(kind, type, item);
        writeScalar(out, kind === 'enum' ? 'int32' : kind, scalar);
        this.#path.pop();
      }
    });
  }

  #one(field: FieldTable, value: unknown, depth: number, mayBeLeftOut: boolean): void {
    const { kind, number, type, delimited } = field;
    const out = this.#out;
    if (kind !== 'message') {
      const scalar = this.#scalar(kind, type, value);
      if (mayBeLeftOut && isDefault(scalar)) return;
      out.tag(number, wireTypes[kind]);
      return writeScalar(out, kind === 'enum' ? 'int32' : kind, scalar);
    }
    if (delimited) {
      out.tag(number, 3);
      this.#message(type, value, depth + 1);
      out.tag(number, 4);
      return;
    }
    out.tag(number, 2);
    out.withLength(() => this.#message(type, value, depth + 1));
  }

  #map({ number, type }: FieldTable, value: Value, depth: number): void {
    const [key, entry] = (this.#tables.types[type] as TypeTable).fields as [FieldTable, FieldTable];
    const out = this.#out;
    for (const [name, item] of Object.entries(value)) {
      this.#path.push('{}');
      out.tag(number, 2);
      out.withLength(() => {
        this.#one(key, key.kind === 'bool' ? flagOf(name) : name, depth, false);
        this.#one(entry, item, depth, false);
      });
      this.#path.pop();
    }
  }

  #scalar(kind: Exclude<FieldTable['kind'], 'message'>, type: number, value: unknown): Scalar {
    if (kind !== 'enum') return scalarOf(kind, value);
    const { closed, names } = this.#tables.enums[type]!;
    if (names === null && value === null) return 0n;
    const named = typeof value === 'string' ? this.#enums[type]?.get(value) : undefined;
    if (named !== undefined) return BigInt(named);
    const number = typeof value === 'string' ? null : integerOf(value);
    const isKnown = !closed || names?.some(([known]) => BigInt(known) === number) === true;
    if (number === null || !isKnown || number !== BigInt.asIntN(32, number)) {
      throw new EncodeFault('the value is none of the enum');
    }
    return number;
  }
}

function objectOf(value: unknown): Value {
  if (isObject(value) && !(value instanceof Date)) return value;
  throw new EncodeFault('the value is no object');
}

/** Keys of maps are text in JSON. */
function flagOf(name: string): unknown {
  return name === 'true' ? true : name === 'false' ? false : name;
}
