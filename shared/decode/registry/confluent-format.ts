import type { RecordCursor } from '../../record.ts';
import { MessageIndexes } from './message-indexes.ts';
import { UuidText } from './uuid-text.ts';
import type { WireFormat } from './wire-format.ts';

/** The header in which Schema Registry 8 and newer name a value's schema. */
const headerName = '__value_schema_id';
const headerNameBytes = Buffer.from(headerName);
const idBytes = 4;
const uuidBytes = 16;

/**
 * Confluent's wire format: a magic byte 0 and a number of 4 bytes, or 1 and a UUID of 16 bytes, and of protobuf the
 * indexes of the message. It stands in front of the value, or in a header of the record.
 *
 *     00 | 00 00 00 07 | indexes of the message, of protobuf | value
 *     01 | 16 bytes    | the same                            | value
 */
export class ConfluentFormat implements WireFormat {
  id = '';
  payloadStart = 0;
  readonly compressed: boolean = false;
  fault = '';
  readonly #headers: boolean;
  readonly #indexes: MessageIndexes | null;
  readonly #uuid = new UuidText();
  #number = -1;
  #numberText = '';

  /** @param options `isProtobuf`: indexes of the message follow the id; `headers`: the id may stand in a header */
  constructor(options: { readonly isProtobuf: boolean; readonly headers: boolean }) {
    this.#headers = options.headers;
    this.#indexes = options.isProtobuf ? new MessageIndexes() : null;
  }

  get messageIndexes(): readonly number[] {
    return this.#indexes?.path ?? [];
  }

  read(cursor: RecordCursor): boolean {
    if (this.#headers && cursor.headerCount > 0) {
      const header = lastHeader(cursor);
      if (header !== null) {
        this.payloadStart = cursor.valueStart;
        const end = this.#readId(header, 0, header.length, 'the header');
        if (end === -1 || end === header.length) return end !== -1;
        this.fault = `the header ${headerName} has ${header.length} bytes; allowed: no more than ${end}`;
        return false;
      }
    }
    const { bytes, valueStart, valueEnd } = cursor;
    this.payloadStart = this.#readId(bytes, valueStart, valueEnd, 'the value');
    return this.payloadStart !== -1;
  }

  /** @returns where it ends; -1: it is none */
  #readId(bytes: Buffer, start: number, end: number, place: string): number {
    const length = end - start;
    const magic = length > 0 ? bytes[start] : undefined;
    const at = start + 1;
    let next: number;
    if (magic === 0 && length > idBytes) {
      const number = bytes.readUInt32BE(at);
      if (number !== this.#number) {
        this.#number = number;
        this.#numberText = String(number);
      }
      this.id = this.#numberText;
      next = at + idBytes;
    } else if (magic === 1 && length > uuidBytes) {
      this.id = this.#uuid.read(bytes, at);
      next = at + uuidBytes;
    } else {
      this.fault = faultOf(magic, length, place);
      return -1;
    }
    if (this.#indexes === null) return next;
    const behind = this.#indexes.read(bytes, next, end);
    if (behind === -1) this.fault = this.#indexes.fault;
    return behind;
  }
}

/** Of several with one name the last counts. */
function lastHeader(cursor: RecordCursor): Buffer | null {
  if (cursor.hasHeader?.(headerNameBytes) === false) return null;
  let found: Buffer | null = null;
  for (const { name, value } of cursor.headers()) {
    if (name !== headerName) continue;
    found =
      value === null
        ? Buffer.alloc(0)
        : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return found;
}

function faultOf(magic: number | undefined, length: number, place: string): string {
  if (magic === undefined) return `${place} is empty; a schema id of 5 or 17 bytes comes first`;
  if (magic === 0 || magic === 1) {
    const needed = magic === 0 ? idBytes + 1 : uuidBytes + 1;
    return `${place} has ${length} bytes; magic byte ${magic} begins a schema id of ${needed}`;
  }
  const got = `0x${magic.toString(16).padStart(2, '0')}`;
  return `${place} begins with ${got}; allowed: magic byte 0x00 or 0x01, and a schema id`;
}
