import type { Event, EventValue } from '../../../transform/model.ts';
import { jsonDefault, jsonScalar, isZero } from './json-values.ts';
import { readScalar, scalarWireTypes } from './exact-scalars.ts';
import type { CodecTables, FieldTable, TypeTable } from './tables.ts';
import { NoJson, wellKnownJson } from './well-known.ts';
import { WireFault } from '../../byte-cursor.ts';
import { maxDepth, WireCursor, type WireRange, wireType } from './wire-cursor.ts';
import { setField } from '../../../set-field.ts';

/** What a field holds before it is JSON: one value, or a list; of a message all its pieces. */
export type Slot = RawValue | RawValue[] | undefined;
export type RawValue = EventValue | WireRange;

/**
 * Decodes by tables, in every case that the specification has: fields that come twice, messages in several pieces, lists
 * that are interleaved. The generated code hands over to it what is not written as all libraries write it, and whatever
 * fails, so that failures are told in one place.
 */
export class ExactParser {
  readonly #tables: CodecTables;
  readonly #byNumber: readonly ReadonlyMap<number, number>[];
  readonly #enumNames: readonly ReadonlyMap<number, string>[];
  readonly #typeByName: ReadonlyMap<string, number>;
  #path: (string | number)[] = [];
  /** Whether required fields may be missing: in a message that another member of its oneof replaced. */
  #replaced = 0;
  #failure = '';

  constructor(tables: CodecTables) {
    this.#tables = tables;
    this.#byNumber = tables.types.map(
      ({ fields }) => new Map(fields.map(({ number }, index) => [number, index])),
    );
    this.#enumNames = tables.enums.map(({ names }) => new Map(names));
    this.#typeByName = new Map(tables.types.map(({ name }, index) => [name, index]));
  }

  /** The message as JSON values, or null. */
  parse(bytes: Buffer, start: number, end: number): Event | null {
    this.#path = [];
    this.#replaced = 0;
    try {
      return this.#message(0, { bytes, start, end, origin: start }, 0) as Event;
    } catch (fault) {
      if (!(fault instanceof WireFault)) throw fault;
      const path = this.#path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
      const where = path.length === 0 ? '' : `field '${path.join('').slice(1)}', `;
      this.#failure = `${where}at byte ${fault.position}: ${fault.message}`;
      return null;
    }
  }

  describeFailure(): string {
    return this.#failure;
  }

  #message(typeIndex: number, range: WireRange, depth: number): EventValue {
    const type = this.#tables.types[typeIndex] as TypeTable;
    if (depth > maxDepth) {
      throw new WireFault(range.start - range.origin, `nested deeper than ${maxDepth} levels`);
    }
    const slots = this.#slots(typeIndex, range, depth);
    this.#checkRequired(type, slots, range);
    if (type.form === 'fields') return this.#object(type, slots);
    if (type.form === 'any') return this.#any(slots, range, depth);
    const json = wellKnownJson(type, slots, this.#tables);
    if (json instanceof NoJson) {
      throw new WireFault(range.start - range.origin, json.reason);
    }
    return json;
  }

  #checkRequired({ fields }: TypeTable, slots: readonly Slot[], range: WireRange): void {
    if (this.#replaced > 0) return;
    for (const [index, field] of fields.entries()) {
      if (field.presence === 'required' && slots[index] === undefined) {
        this.#path.push(field.key);
        throw new WireFault(range.end - range.origin, 'a required field is missing');
      }
    }
  }

  #object({ fields }: TypeTable, slots: readonly Slot[]): Event {
    const event: Event = {};
    for (const [index, field] of fields.entries()) {
      setField(event, field.key, this.#json(field, slots[index]));
    }
    return event;
  }

  #json(field: FieldTable, slot: Slot): EventValue {
    const { emitDefaults } = this.#tables;
    if (slot === undefined) {
      if (!emitDefaults || field.presence !== 'implicit') return undefined;
      return jsonDefault(field, this.#tables);
    }
    if (field.shape === 'map') return slot as EventValue;
    if (field.shape === 'many') {
      return (slot as RawValue[]).map((value) => this.#jsonOne(field, value));
    }
    if (field.presence === 'implicit' && !emitDefaults && isZero(slot)) return undefined;
    return this.#jsonOne(field, slot as RawValue);
  }

  #jsonOne(field: FieldTable, value: RawValue): EventValue {
    if (field.kind === 'message') return value as EventValue;
    if (field.kind !== 'enum') return jsonScalar(field.kind, value, this.#tables);
    if (this.#tables.enums[field.type]?.names === null) return null;
    const number = value as number;
    return this.#tables.enumNumbers ? number : (this.#enumNames[field.type]?.get(number) ?? number);
  }

  /** What the fields of a message hold, of all its bytes. */
  #slots(typeIndex: number, range: WireRange, depth: number): Slot[] {
    const { fields } = this.#tables.types[typeIndex] as TypeTable;
    const byNumber = this.#byNumber[typeIndex] as ReadonlyMap<number, number>;
    const slots = fields.map((): Slot => undefined);
    /** The bytes of messages, which are read once all of them are known. */
    const pieces = new Map<number, WireRange[]>();
    const cursor = new WireCursor(range);
    while (!cursor.done) {
      const tag = cursor.tag();
      const index = byNumber.get(tag >>> 3);
      const field = index === undefined ? undefined : fields[index];
      if (field === undefined || index === undefined) cursor.skip(tag, depth);
      else {
        this.#path.push(field.key);
        this.#field(field, index, tag, cursor, depth, slots, pieces, fields);
        this.#path.pop();
      }
    }
    for (const [index, parts] of pieces) {
      const field = fields[index] as FieldTable;
      this.#path.push(field.key);
      slots[index] = this.#message(field.type, joined(parts), depth + 1);
      this.#path.pop();
    }
    return slots;
  }

  #field(
    field: FieldTable,
    index: number,
    tag: number,
    cursor: WireCursor,
    depth: number,
    slots: Slot[],
    pieces: Map<number, WireRange[]>,
    fields: readonly FieldTable[],
  ): void {
    const got = tag & 7;
    if (field.kind === 'message') {
      if (got !== (field.delimited ? wireType.startGroup : wireType.bytes)) {
        return cursor.skip(tag, depth);
      }
      if (field.delimited && depth >= maxDepth) {
        throw cursor.fault(`nested deeper than ${maxDepth} levels`);
      }
      const range = field.delimited ? cursor.group(field.number, depth + 1) : cursor.range();
      if (field.shape === 'map') return this.#entry(field, index, range, depth, slots);
      if (field.shape === 'many') {
        const list = (slots[index] ??= []) as RawValue[];
        this.#path.push(list.length);
        list.push(this.#message(field.type, range, depth + 1));
        this.#path.pop();
        return;
      }
      this.#clearOneof(field, index, depth, slots, pieces, fields);
      const parts = pieces.get(index);
      if (parts === undefined) pieces.set(index, [range]);
      else parts.push(range);
      return;
    }
    const wanted = scalarWireTypes[field.kind];
    if (got === wireType.bytes && wanted !== wireType.bytes && field.shape === 'many') {
      const list = (slots[index] ??= []) as RawValue[];
      const packed = new WireCursor(cursor.range());
      while (!packed.done) this.#push(list, field, packed);
      return;
    }
    if (got !== wanted) return cursor.skip(tag, depth);
    if (field.shape === 'many') {
      return this.#push((slots[index] ??= []) as RawValue[], field, cursor);
    }
    const value = this.#scalar(field, cursor);
    if (value === undefined) return;
    this.#clearOneof(field, index, depth, slots, pieces, fields);
    slots[index] = value;
  }

  #push(list: RawValue[], field: FieldTable, cursor: WireCursor): void {
    const value = this.#scalar(field, cursor);
    if (value !== undefined) list.push(value);
  }

  /** The other members of a oneof go when one is set. What was in a message is looked at all the same. */
  #clearOneof(
    field: FieldTable,
    index: number,
    depth: number,
    slots: Slot[],
    pieces: Map<number, WireRange[]>,
    fields: readonly FieldTable[],
  ): void {
    if (field.oneof === -1) return;
    for (const [other, { oneof, type }] of fields.entries()) {
      if (oneof !== field.oneof || other === index) continue;
      slots[other] = undefined;
      const parts = pieces.get(other);
      if (parts === undefined) continue;
      this.#replaced += 1;
      this.#message(type, joined(parts), depth + 1);
      this.#replaced -= 1;
      pieces.delete(other);
    }
  }

  #entry(field: FieldTable, index: number, range: WireRange, depth: number, slots: Slot[]): void {
    const entry = this.#tables.types[field.type] as TypeTable;
    const [keyField, valueField] = entry.fields as [FieldTable, FieldTable];
    const map = (slots[index] ??= {}) as Event;
    const [key, value] = this.#slots(field.type, range, depth);
    if (value === undefined && valueField.kind === 'enum' && this.#hasValue(range)) return;
    const name = key === undefined ? jsonDefault(keyField, this.#tables) : key;
    setField(
      map,
      `${name as string | number | bigint}`,
      this.#entryValue(valueField, value, range, depth),
    );
  }

  /** Whether an entry holds a value that its closed enum does not know: then the whole entry is as an unknown field. */
  #hasValue(range: WireRange): boolean {
    const cursor = new WireCursor(range);
    while (!cursor.done) {
      const tag = cursor.tag();
      if (tag === 16) return true;
      cursor.skip(tag, 0);
    }
    return false;
  }

  #entryValue(field: FieldTable, slot: Slot, range: WireRange, depth: number): EventValue {
    if (slot !== undefined) return this.#jsonOne(field, slot as RawValue);
    if (field.kind !== 'message') return jsonDefault(field, this.#tables);
    return this.#message(field.type, { ...range, start: range.end }, depth + 1);
  }

  /** Undefined: a value that a closed enum does not know. */
  #scalar(field: FieldTable, cursor: WireCursor): RawValue | undefined {
    if (field.kind === 'message') return undefined;
    if (field.kind !== 'enum') return readScalar(field.kind, cursor);
    cursor.varint();
    const value = cursor.low | 0;
    const closed = this.#tables.enums[field.type]?.closed === true;
    return closed && this.#enumNames[field.type]?.has(value) !== true ? undefined : value;
  }

  #any(slots: readonly Slot[], range: WireRange, depth: number): EventValue {
    const [url = '', value] = slots as [string | undefined, WireRange | undefined];
    const at = range.start - range.origin;
    const content = value ?? { ...range, start: range.end };
    if (url === '') {
      if (content.start === content.end) return {};
      throw new WireFault(at, 'an Any holds a value without a type URL');
    }
    const typeIndex = this.#typeByName.get(url.slice(url.lastIndexOf('/') + 1));
    if (typeIndex === undefined) {
      throw new WireFault(at, 'an Any holds a type that the descriptors do not have');
    }
    const json = this.#message(typeIndex, content, depth + 1);
    if (this.#tables.types[typeIndex]?.form !== 'fields') return { '@type': url, value: json };
    return { '@type': url, ...(json as Event) };
  }
}

/** Pieces of one message are one message: what they say is merged by reading them one behind the other. */
function joined(parts: readonly WireRange[]): WireRange {
  const [first, ...rest] = parts as [WireRange, ...WireRange[]];
  if (rest.length === 0) return first;
  const bytes = Buffer.concat(parts.map((part) => part.bytes.subarray(part.start, part.end)));
  // places in it are counted as if all its bytes stood behind the first piece's beginning
  return { bytes, start: 0, end: bytes.length, origin: first.origin - first.start };
}
