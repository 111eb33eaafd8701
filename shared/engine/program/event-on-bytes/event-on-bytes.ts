import type { AddedField, ChunkPlace } from '../../../decode/decode-event.ts';
import { needsParser, readNested, readScalar } from '../../../decode/json/read-value.ts';
import type { JsonScanner } from '../../../decode/json/scanner.ts';
import { GrowableTarget } from '../../../encode/byte-target.ts';
import { type CurrentEvent, eventOnBytes } from '../../../event-on-bytes.ts';
import { childOf, type FieldPath } from '../../../field-path.ts';
import { isRawNumber } from '../../../raw-json.ts';
import type { RecordCursor } from '../../../record.ts';
import type { Event } from '../../../transform/model.ts';
import { EventWriter, type WriteFault } from './event-writer.ts';
import {
  type Field,
  FieldTable,
  isAbsent,
  isMetadata,
  isMoved,
  isUntouched,
  isValue,
} from './field-table.ts';
import { Members } from './members.ts';
import { Behind, type StandInSource, trapsOf } from './stand-in.ts';

/** Thrown out of whatever asks for more than bytes can give: the record is processed again, on an object. */
export class Refusal {
  readonly needs = 'object';
}

/**
 * An event of which only what a program asks for is decoded, and of which the rest is copied. To the program it is an
 * object like any other: a proxy in front of the bytes. Most programs look at a few fields and change some; parsing and
 * writing the others, and what V8 does to an object that loses fields, is more than half of what they cost.
 *
 * What bytes cannot give (all names, a descriptor that is to be changed, a prototype) is refused: the record is then
 * processed again on a real object, as the transform is a pure function. So is one whose program threw, as the reason
 * may be the proxy: `structuredClone` takes none. Which way a record goes depends on it alone, never on those before it:
 * whoever processes it again writes the same bytes.
 *
 * One instance serves one reader of a source; an event is valid until its `end`.
 */
export class EventOnBytes implements CurrentEvent, StandInSource {
  /** What was encoded last, and its text where somebody asked for it. */
  readonly encoded: GrowableTarget = new GrowableTarget();
  encodedText: string | null = null;
  /** See encodeAsEvent; one for all of them. */
  readonly encodedEvent: Event;
  /** Something was asked for that bytes cannot give, also where the program went on as if nothing had been. */
  isRefused = false;
  readonly #nobody = new Behind(this);
  readonly #noEvent: Event = {};
  behind: Behind = this.#nobody;
  event: Event = this.#noEvent;
  readonly #traps = trapsOf(this);
  readonly #added: readonly AddedField[];
  readonly #table: FieldTable;
  readonly #members = new Members();
  /** Fields that are written behind the payload's own, and how many they are; some may be gone again. */
  readonly #listed: Field[] = [];
  #listedCount = 0;
  /** 1: the payload's own member is not written. */
  #hidden = new Uint8Array(64);
  readonly #writer: EventWriter;
  #number = 0;
  /** Of the payload, see JsonScanner.hasInexactNumber. */
  #isInexact = false;
  #cursor!: RecordCursor;
  #chunk!: ChunkPlace;

  /** @param added metadata that the event gets */
  constructor(added: readonly AddedField[]) {
    this.#added = added;
    this.#table = new FieldTable(added.map(({ field }) => field));
    this.#writer = new EventWriter(this.#members, added);
    const textOf = (): string => this.#text();
    this.encodedEvent = {
      get message() {
        return textOf();
      },
    };
  }

  /** Takes the record under the cursor, whose value was just scanned. False: it takes a parser. */
  begin(scanner: JsonScanner, cursor: RecordCursor, chunk: ChunkPlace): boolean {
    const members = this.#members;
    if (!members.begin(cursor.bytes, scanner)) return false;
    if (this.#hidden.length < members.count) this.#hidden = new Uint8Array(members.count * 2);
    // a call of the native one costs more than the few members of most events
    else for (let at = 0; at < members.count; at += 1) this.#hidden[at] = 0;
    this.#writer.begin(scanner, cursor, chunk);
    this.#cursor = cursor;
    this.#isInexact = scanner.hasInexactNumber;
    this.#chunk = chunk;
    this.#number += 1;
    this.#listedCount = 0;
    this.isRefused = false;
    this.encodedText = null;
    this.#table.begin();
    const metadata = this.#table.kept;
    for (let at = 0; at < metadata.length; at += 1) {
      const field = metadata[at] as Field;
      // two pieces of metadata may have one name: the later one counts
      if (field.event !== this.#number) this.#known(field);
      field.start = at;
      this.#list(field, isMetadata);
      // the payload's own of this name is nobody's
      field.member = -1;
    }
    this.behind = new Behind(this);
    this.event = new Proxy(this.behind, this.#traps) as unknown as Event;
    eventOnBytes.current = this;
    return true;
  }

  /** Nobody uses the event any more; whoever does is told. */
  end(): void {
    eventOnBytes.current = null;
    this.behind = this.#nobody;
    this.event = this.#noEvent;
  }

  refuse(): never {
    this.isRefused = true;
    // oxlint-disable-next-line typescript/only-throw-error -- without a stack: it may be thrown for each record
    throw new Refusal();
  }

  has(name: string): boolean {
    return this.#field(name).state !== isAbsent;
  }

  field(name: string): unknown {
    const field = this.#field(name);
    if (field.state === isValue) return field.value;
    return field.state === isAbsent ? undefined : this.#read(field);
  }

  valueAt(path: FieldPath): unknown {
    const field = this.#field(path[0] as string);
    if (field.state === isAbsent) return undefined;
    if (path.length > 1 && (field.state === isUntouched || field.state === isMoved)) {
      const value = readNested(this.#members.bytes, this.#start(field), path, 1, this.#isInexact);
      if (value !== needsParser) return value;
    }
    let value = field.state === isValue ? field.value : this.#read(field);
    for (let step = 1; step < path.length; step += 1) {
      value = childOf(value, path[step] as string | number);
    }
    return value;
  }

  set(name: string, value: unknown): void {
    const field = this.#field(name);
    field.value = value;
    this.#list(field, isValue);
  }

  remove(name: string): void {
    const field = this.#field(name);
    if (field.state === isUntouched) this.#hidden[field.member] = 1;
    field.state = isAbsent;
  }

  move(from: string, to: string): void {
    const source = this.#field(from);
    if (source.state === isUntouched || source.state === isMoved) {
      const start = this.#start(source);
      const end = source.state === isMoved ? source.end : this.#members.valueEnd(source.member);
      this.remove(from);
      const target = this.#field(to);
      target.start = start;
      target.end = end;
      this.#list(target, isMoved);
      return;
    }
    const value = this.field(from);
    if (value === undefined) return;
    this.remove(from);
    this.set(to, value);
  }

  encodeJson(): string {
    this.encodeAsEvent();
    return this.#text();
  }

  encodeAsEvent(): Event {
    this.encoded.position = 0;
    this.encodedText = null;
    this.#writer.writeLoosely(this.encoded, this.#hidden, this.#listed, this.#listedCount);
    return this.encodedEvent;
  }

  /** Writes the event into `encoded`; why it cannot be written, where it cannot. */
  encode(): WriteFault | null {
    this.encoded.position = 0;
    this.encodedText = null;
    return this.#writer.write(this.encoded, this.#hidden, this.#listed, this.#listedCount);
  }

  #text(): string {
    const { buffer, position } = this.encoded;
    this.encodedText ??= buffer.toString('utf8', 0, position);
    return this.encodedText;
  }

  #field(name: string): Field {
    const field = this.#table.of(name);
    return field.event === this.#number ? field : this.#known(field);
  }

  /** Finds out what the payload has of a field. */
  #known(field: Field): Field {
    const member = this.#members.find(field.bytes, field.slot);
    field.event = this.#number;
    field.member = member;
    field.state = member === -1 ? isAbsent : isUntouched;
    field.isListed = false;
    return field;
  }

  /** From now on it is written behind the payload's own fields. */
  #list(field: Field, state: typeof isValue | typeof isMoved | typeof isMetadata): void {
    if (field.state === isUntouched) this.#hidden[field.member] = 1;
    field.state = state;
    if (field.isListed) return;
    field.isListed = true;
    this.#listed[this.#listedCount++] = field;
  }

  /** Where the bytes of a field stand that nobody has had in hands. */
  #start(field: Field): number {
    return field.state === isMoved ? field.start : this.#members.valueStart(field.member);
  }

  /** The value of a field that stands in bytes. */
  #read(field: Field): unknown {
    let value: unknown;
    if (field.state === isMetadata) {
      value = (this.#added[field.start] as AddedField).read(this.#cursor, this.#chunk);
    } else {
      const { bytes } = this.#members;
      const start = this.#start(field);
      value = readScalar(bytes, start, this.#isInexact);
      if (value === needsParser) {
        // where its numbers stood is known of an object alone
        if (this.#isInexact) return this.refuse();
        const end = field.state === isMoved ? field.end : this.#members.valueEnd(field.member);
        value = JSON.parse(bytes.toString('utf8', start, end));
      }
    }
    // a scalar stays where it is (also a number as it was written); anything else may be changed from outside, from here on
    if (typeof value === 'object' && value !== null && !isRawNumber(value)) {
      field.value = value;
      this.#list(field, isValue);
    }
    return value;
  }
}
