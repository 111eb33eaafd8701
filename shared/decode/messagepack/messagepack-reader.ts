import type { Event, EventValue } from '../../transform/model.ts';
import { ValueFault } from '../event-codec.ts';
import { integer64, jsonNumber, shortestFloat } from '../transcode/numbers.ts';
import { timestampText } from '../transcode/time-text.ts';
import { readText } from '../read-text.ts';
import { setField } from '../../set-field.ts';

/** Maps and lists within one another. */
const maxDepth = 100;
const timestampType = -1;

/**
 * Reads MessagePack strictly: what no JSON value stands for, or what would be lost on the way, is refused. Every method
 * throws a ValueFault.
 */
export class MessagePackReader {
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#at = start;
  }

  expectEnd(): void {
    const left = this.#end - this.#at;
    if (left > 0) throw this.#fault(`expected the end, ${left} bytes are left`);
  }

  value(depth: number): EventValue {
    const start = this.#at;
    const byte = this.#uint(1);
    if (byte < 0x80) return byte;
    if (byte >= 0xe0) return byte - 0x100;
    if (byte < 0x90) return this.#map(byte & 0x0f, depth);
    if (byte < 0xa0) return this.#list(byte & 0x0f, depth);
    if (byte < 0xc0) return this.#text(byte & 0x1f);
    switch (byte) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(this.#uint(1 << (byte - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#uint(1 << (byte - 0xc7)), start);
      case 0xca:
        return jsonNumber(shortestFloat(this.#bytes.readFloatBE(this.#skip(4))));
      case 0xcb:
        return jsonNumber(this.#bytes.readDoubleBE(this.#skip(8)));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#uint(1 << (byte - 0xcc));
      case 0xcf:
      case 0xd3: {
        const at = this.#skip(8);
        const [high, low] = [this.#bytes.readUInt32BE(at), this.#bytes.readUInt32BE(at + 4)];
        return integer64(low, high, byte === 0xd3);
      }
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const length = 1 << (byte - 0xd0);
        return this.#bytes.readIntBE(this.#skip(length), length);
      }
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (byte - 0xd4), start);
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#uint(1 << (byte - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#uint(byte === 0xdc ? 2 : 4), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#uint(byte === 0xde ? 2 : 4), depth);
      default:
        throw this.#fault('0xc1 is no type of MessagePack', start);
    }
  }

  #fault(message: string, at: number = this.#at): ValueFault {
    return new ValueFault(`at byte ${at - this.#start}: ${message}`);
  }

  /** Goes over so many bytes; gives where they begin. */
  #skip(length: number): number {
    const left = this.#end - this.#at;
    if (left < length) throw this.#fault(`expected ${length} bytes, ${left} are left`);
    const start = this.#at;
    this.#at += length;
    return start;
  }

  /** @param length 1, 2 or 4 */
  #uint(length: number): number {
    return this.#bytes.readUIntBE(this.#skip(length), length);
  }

  #text(length: number): string {
    const start = this.#skip(length);
    return readText(this.#bytes, start, this.#at, this.#start);
  }

  #binary(length: number): string {
    return this.#bytes.toString('base64', this.#skip(length), this.#at);
  }

  #list(count: number, depth: number): EventValue[] {
    this.#checkContainer(count, depth);
    const list: EventValue[] = [];
    for (let left = count; left > 0; left -= 1) list.push(this.value(depth + 1));
    return list;
  }

  #map(count: number, depth: number): Event {
    this.#checkContainer(count * 2, depth);
    const map: Event = {};
    for (let left = count; left > 0; left -= 1) {
      const start = this.#at;
      const key = this.value(depth + 1);
      if (typeof key !== 'string' && typeof key !== 'number' && typeof key !== 'bigint') {
        throw this.#fault('the key of a map is neither text nor an integer', start);
      }
      const name = String(key);
      if (typeof key === 'number' && !Number.isInteger(key)) {
        throw this.#fault('the key of a map is neither text nor an integer', start);
      }
      if (Object.hasOwn(map, name)) throw this.#fault('a map has a key twice', start);
      setField(map, name, this.value(depth + 1));
    }
    return map;
  }

  #checkContainer(items: number, depth: number): void {
    if (depth >= maxDepth) throw this.#fault(`nested deeper than ${maxDepth} levels`);
    const left = this.#end - this.#at;
    if (items > left) throw this.#fault(`a count asks for ${items} values, ${left} bytes are left`);
  }

  #extension(length: number, start: number): EventValue {
    const type = this.#bytes.readInt8(this.#skip(1));
    const at = this.#skip(length);
    if (type !== timestampType) {
      throw this.#fault(`extension type ${type} is not known; there are timestamps alone`, start);
    }
    const time = timeOf(this.#bytes, at, length);
    if (time === null) throw this.#fault(`a timestamp has no ${length} bytes`, start);
    const made = timestampText(time.seconds, time.nanos);
    if ('fault' in made) throw this.#fault(made.fault, start);
    return made.text;
  }
}

function timeOf(
  bytes: Buffer,
  at: number,
  length: number,
): { readonly seconds: number | bigint; readonly nanos: number } | null {
  if (length === 4) return { seconds: bytes.readUInt32BE(at), nanos: 0 };
  if (length === 8) {
    const upper = bytes.readUInt32BE(at);
    return {
      seconds: (upper & 3) * 0x100000000 + bytes.readUInt32BE(at + 4),
      nanos: upper >>> 2,
    };
  }
  if (length !== 12) return null;
  return { seconds: bytes.readBigInt64BE(at + 4), nanos: bytes.readUInt32BE(at) };
}
