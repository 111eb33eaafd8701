import type { AddedField, ChunkPlace } from '../../../decode/decode-event.ts';
import type { JsonScanner } from '../../../decode/json/scanner.ts';
import type { ByteTarget } from '../../../encode/byte-target.ts';
import { copyBytes } from '../../../encode/copy-bytes.ts';
import { compactJson } from '../../../encode/json/compact.ts';
import { maxEscapedBytes } from '../../../encode/json/escape.ts';
import { isSameNumber } from '../../../encode/json/exact-numbers.ts';
import { stringifyValue } from '../../../encode/json/stringify.ts';
import { maxTimestampBytes, TimestampWriter } from '../../../encode/json/timestamp-writer.ts';
import { writeJson, writeScalar } from '../../../encode/json/write-scalar.ts';
import { writeKey } from '../../../encode/splice-writer.ts';
import type { RecordCursor } from '../../../record.ts';
import { encodeJson } from '../../../transform/encode-json.ts';
import { type Field, isAbsent, isMetadata, isMoved } from './field-table.ts';
import type { Members } from './members.ts';

const blank = 0x20;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const startsNumber = /^-?\d/;

/** Why an event cannot be written, for a rejection as NOT_ENCODABLE. */
export interface WriteFault {
  readonly fault: string;
}

/** The JSON of an object with one field, for values that are no scalars. */
type WholeField = (field: Readonly<Record<string, unknown>>) => string | WriteFault;

/** Writes events: runs of members that nobody has touched as they are, then the other fields. */
export class EventWriter {
  readonly #members: Members;
  readonly #added: readonly AddedField[];
  readonly #timestamps = new TimestampWriter();
  #scanner!: JsonScanner;
  #cursor!: RecordCursor;
  #chunk!: ChunkPlace;

  constructor(members: Members, added: readonly AddedField[]) {
    this.#members = members;
    this.#added = added;
  }

  begin(scanner: JsonScanner, cursor: RecordCursor, chunk: ChunkPlace): void {
    this.#scanner = scanner;
    this.#chunk = chunk;
    this.#cursor = cursor;
  }

  /**
   * As a sink writes it: what JSON cannot hold is a fault.
   * @param hidden 1 for each member that is not written
   * @param fields the first `count` of them are written behind the members, but for those that are gone
   */
  write(
    target: ByteTarget,
    hidden: Uint8Array,
    fields: readonly Field[],
    count: number,
  ): WriteFault | null {
    return this.#write(target, hidden, fields, count, strictly);
  }

  /** As `JSON.stringify` writes it. */
  writeLoosely(
    target: ByteTarget,
    hidden: Uint8Array,
    fields: readonly Field[],
    count: number,
  ): void {
    this.#write(target, hidden, fields, count, loosely);
  }

  #write(
    target: ByteTarget,
    hidden: Uint8Array,
    fields: readonly Field[],
    count: number,
    wholeField: WholeField,
  ): WriteFault | null {
    target.reserve(this.#members.end - this.#scanner.bodyStart + 2);
    target.buffer[target.position++] = openBrace;
    const start = target.position;
    this.#writeMembers(target, hidden);
    for (let at = 0; at < count; at += 1) {
      const field = fields[at] as Field;
      if (field.state === isAbsent) continue;
      const fault = this.#writeField(field, target, wholeField);
      if (fault !== null) return fault;
    }
    // the last comma goes, and blanks that stood behind it
    const into = target.buffer;
    let to = target.position;
    while (to > start && (into[to - 1] as number) <= blank) to -= 1;
    if (to > start) to -= 1;
    into[to] = closeBrace;
    target.position = to + 1;
    return null;
  }

  /** Each with the comma behind it. */
  #writeMembers(target: ByteTarget, hidden: Uint8Array): void {
    const members = this.#members;
    const { count, bytes, end } = members;
    const into = target.buffer;
    const write = this.#scanner.hasLineBreak ? compactJson : copyBytes;
    let to = target.position;
    let member = 0;
    while (member < count) {
      if (hidden[member] === 1) {
        member += 1;
        continue;
      }
      const from = members.start(member);
      do member += 1;
      while (member < count && hidden[member] === 0);
      if (member < count) to = write(bytes, from, members.start(member), into, to);
      else {
        to = write(bytes, from, end, into, to);
        into[to++] = comma;
      }
    }
    target.position = to;
  }

  /** Keeps room for one byte behind it, so that the object can always be closed. */
  #writeField(field: Field, target: ByteTarget, wholeField: WholeField): WriteFault | null {
    const { label, state } = field;
    const before = target.position;
    target.reserve(label.length + maxTimestampBytes + 2);
    target.position = copyBytes(label, 0, label.length, target.buffer, before);
    if (state === isMoved) this.#writeMoved(field, target);
    else if (state !== isMetadata || !this.#writeFromRecord(field, target)) {
      const value = state === isMetadata ? this.#metadata(field) : field.value;
      if (wholeField === strictly && this.#isAsWritten(field, value)) {
        this.#copyValue(field.member, target);
      } else if (!writeScalar(value, target)) {
        const json = wholeField({ [field.name]: value });
        if (typeof json !== 'string') return json;
        target.position = before;
        // a field that JSON leaves out
        if (json === '{}') return null;
        writeJson(json.slice(1, -1), target);
      }
    }
    target.reserve(2);
    target.buffer[target.position++] = comma;
    return null;
  }

  /** A number that a transform has only converted is written as it came, see `restoreExactNumbers`. */
  #isAsWritten({ member }: Field, value: unknown): boolean {
    if (member === -1 || !this.#scanner.hasInexactNumber) return false;
    if (typeof value !== 'number' && typeof value !== 'bigint') return false;
    const members = this.#members;
    const text = members.bytes.toString(
      'latin1',
      members.valueStart(member),
      members.valueEnd(member),
    );
    return startsNumber.test(text) && isSameNumber(value, text);
  }

  #copyValue(member: number, target: ByteTarget): void {
    const members = this.#members;
    const start = members.valueStart(member);
    const end = members.valueEnd(member);
    target.reserve(end - start);
    target.position = copyBytes(members.bytes, start, end, target.buffer, target.position);
  }

  #writeMoved({ start, end }: Field, target: ByteTarget): void {
    const write = this.#scanner.hasLineBreak ? compactJson : copyBytes;
    target.reserve(end - start);
    target.position = write(this.#members.bytes, start, end, target.buffer, target.position);
  }

  /** Metadata that becomes JSON without becoming a value first. */
  #writeFromRecord({ start }: Field, target: ByteTarget): boolean {
    const { name } = this.#added[start] as AddedField;
    const { bytes, keyStart, keyEnd, timestampMs } = this.#cursor;
    if (name === 'timestamp') {
      target.position = this.#timestamps.write(timestampMs, target.buffer, target.position);
      return true;
    }
    if (name !== 'key') return false;
    target.reserve((keyEnd - keyStart) * maxEscapedBytes + 4);
    target.position = writeKey(bytes, keyStart, keyEnd, target.buffer, target.position);
    return true;
  }

  #metadata({ start }: Field): unknown {
    return (this.#added[start] as AddedField).read(this.#cursor, this.#chunk);
  }
}

function strictly(field: Readonly<Record<string, unknown>>): string | WriteFault {
  const encoded = stringifyValue(field);
  return 'fault' in encoded ? encoded : encoded.text;
}

function loosely(field: Readonly<Record<string, unknown>>): string {
  return encodeJson(field as never);
}
