import { numberAsWritten } from '../../../raw-json.ts';
import type { Event, EventValue } from '../../../transform/model.ts';
import { firstInvalidUtf8 } from '../../../utf8.ts';
import type { ExactReader } from '../../transcode/generated-codec.ts';
import { jsonNumber, shortestFloat } from '../../transcode/numbers.ts';
import { timestampText } from '../../transcode/time-text.ts';
import { WireFault } from '../../byte-cursor.ts';
import { daySeconds } from '../../transcode/write-time.ts';
import { AvroCursor } from './avro-cursor.ts';
import {
  type AvroTables,
  type AvroType,
  maxDepth,
  maxEmptyItems,
  type RecordType,
  type TimeType,
} from './avro-types.ts';
import { readLong } from './read-long.ts';
import { decimalText } from './write-decimal.ts';
import { readDuration } from './write-duration.ts';
import { maxDay, minDay, split, splitLong, writeDate, writeTime } from './write-times.ts';
import { writeUuid } from './write-uuid.ts';
import { written, writtenTime } from './written.ts';
import { setField } from '../../../set-field.ts';

/**
 * Reads values by tables, without haste: what the generated code threw at, and so whatever fails, so that failures are
 * told in one place.
 */
export class AvroReader implements ExactReader {
  readonly #tables: AvroTables;
  #cursor: AvroCursor = new AvroCursor(Buffer.alloc(0), 0, 0);
  #path: (string | number)[] = [];
  #emptyItems = 0;
  #failure = '';

  constructor(tables: AvroTables) {
    this.#tables = tables;
  }

  parse(bytes: Buffer, start: number, end: number): Event | null {
    const cursor = new AvroCursor(bytes, start, end);
    this.#cursor = cursor;
    this.#path = [];
    this.#emptyItems = 0;
    try {
      const event = this.#value(0, 0);
      if (event === null) throw cursor.fault('the value is null, and an event is an object', start);
      const left = end - cursor.at;
      if (left > 0) throw cursor.fault(`expected the end, ${left} bytes are left`);
      return event as Event;
    } catch (fault) {
      if (!(fault instanceof WireFault)) throw fault;
      const path = this.#path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
      const where = path.length === 0 ? '' : `field '${path.join('').replace(/^\./, '')}', `;
      this.#failure = `${where}at byte ${fault.position}: ${fault.message}`;
      return null;
    }
  }

  describeFailure(): string {
    return this.#failure;
  }

  #value(index: number, depth: number): EventValue {
    const type = this.#tables.types[index] as AvroType;
    const cursor = this.#cursor;
    const start = cursor.at;
    switch (type.kind) {
      case 'null':
        return null;
      case 'boolean': {
        const byte = cursor.bytes[cursor.take(1)] as number;
        if (byte > 1) throw cursor.fault('a boolean is 0 or 1', start);
        return byte === 1;
      }
      case 'int':
        return cursor.int('an int');
      case 'long': {
        cursor.varint();
        const value = readLong(cursor.low, cursor.high);
        return this.#tables.quoteInt64 ? String(value) : value;
      }
      case 'float':
        return jsonNumber(shortestFloat(cursor.bytes.readFloatLE(cursor.take(4))));
      case 'double':
        return jsonNumber(cursor.bytes.readDoubleLE(cursor.take(8)));
      case 'string':
        return this.#text();
      case 'bytes': {
        const from = cursor.take(cursor.length());
        return cursor.bytes.toString('base64', from, cursor.at);
      }
      case 'fixed':
        return cursor.bytes.toString('base64', cursor.take(type.size), cursor.at);
      case 'enum': {
        const symbol = type.symbols[cursor.int('the index of a symbol')];
        if (symbol !== undefined) return symbol;
        throw cursor.fault(`the enum has symbols from 0 to ${type.symbols.length - 1}`, start);
      }
      case 'union': {
        const branch = type.branches[cursor.int('the index of a branch')];
        if (branch !== undefined) return this.#value(branch, depth);
        throw cursor.fault(`the union has branches from 0 to ${type.branches.length - 1}`, start);
      }
      case 'decimal': {
        const from = cursor.take(type.size ?? cursor.length());
        const text = decimalText(cursor.bytes, from, cursor.at, type.precision, type.scale);
        if (text !== null) return numberAsWritten(text);
        throw cursor.fault(`the decimal has more than ${type.precision} digits`, start);
      }
      case 'uuid':
        return written(writeUuid, viewOf(cursor.bytes), cursor.take(16));
      case 'duration':
        return readDuration(viewOf(cursor.bytes), cursor.take(12));
      case 'date': {
        const day = cursor.int('a date');
        if (day >= minDay && day <= maxDay) return writtenTime(writeDate, day, 0, 0);
        throw cursor.fault('a date is from 0001-01-01 to 9999-12-31', start);
      }
      case 'time':
      case 'timestamp':
      case 'local-timestamp':
        return this.#time(type);
      case 'array':
        return this.#array(type.items, depth);
      case 'map':
        return this.#map(type.items, depth);
      case 'record':
      default:
        return this.#record(type, depth);
    }
  }

  #text(): string {
    const cursor = this.#cursor;
    const from = cursor.take(cursor.length());
    const invalid = firstInvalidUtf8(cursor.bytes, from, cursor.at);
    if (invalid !== -1) throw cursor.fault('expected UTF-8', invalid);
    return cursor.bytes.toString('utf8', from, cursor.at);
  }

  #time({ kind, perSecond }: TimeType): string {
    const cursor = this.#cursor;
    const start = cursor.at;
    cursor.varint();
    splitLong(cursor.low, cursor.high, perSecond);
    const { seconds, nanos } = split;
    if (kind === 'time') {
      if (seconds >= 0 && seconds < daySeconds) {
        return writtenTime(writeTime, cursor.low, cursor.high, perSecond);
      }
      throw cursor.fault('a time is from 00:00:00 to before 24:00:00', start);
    }
    const made = timestampText(seconds, nanos);
    if ('fault' in made) throw cursor.fault(made.fault, start);
    return kind === 'timestamp' ? made.text : made.text.slice(0, -1);
  }

  #record({ fields }: RecordType, depth: number): Event {
    this.#checkDepth(depth);
    const event: Event = {};
    for (const { name, type } of fields) {
      this.#path.push(name);
      setField(event, name, this.#value(type, depth + 1));
      this.#path.pop();
    }
    return event;
  }

  #array(items: number, depth: number): EventValue[] {
    const list: EventValue[] = [];
    this.#blocks(depth, () => {
      this.#path.push(list.length);
      list.push(this.#value(items, depth + 1));
      this.#path.pop();
    });
    return list;
  }

  #map(values: number, depth: number): Event {
    const map: Event = {};
    this.#blocks(depth, () => {
      const key = this.#text();
      setField(map, key, this.#value(values, depth + 1));
    });
    return map;
  }

  #blocks(depth: number, item: () => void): void {
    this.#checkDepth(depth);
    const cursor = this.#cursor;
    for (;;) {
      const start = cursor.at;
      const count = cursor.int('the count of a block');
      if (count === 0) return;
      const length = count < 0 ? cursor.length() : null;
      const end = length === null ? null : cursor.at + length;
      for (let left = Math.abs(count); left > 0; left -= 1) {
        const at = cursor.at;
        item();
        if (cursor.at === at && (this.#emptyItems += 1) > maxEmptyItems) {
          throw cursor.fault(`lists hold more than ${maxEmptyItems} items of no bytes`, start);
        }
      }
      if (end !== null && cursor.at !== end) {
        throw cursor.fault('the items of a block do not take the bytes that it says', start);
      }
    }
  }

  #checkDepth(depth: number): void {
    if (depth > maxDepth) throw this.#cursor.fault(`nested deeper than ${maxDepth} levels`);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
