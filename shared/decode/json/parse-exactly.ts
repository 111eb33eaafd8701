import { numberAsWritten } from '../../raw-json.ts';
import type { Event, EventValue } from '../../transform/model.ts';
import { isSpace } from './json-space.ts';
import { endOfNumber } from './json-number.ts';
import { setField } from '../../set-field.ts';

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * The object of a value that was scanned, for records that `JSON.parse` would change: numbers that JavaScript would not
 * write back as they came are what `JSON.rawJSON` gives, and keys with escapes are themselves. (V8 13.6, which is in Node
 * 24, takes the key `"f\""` for `"f\\"` once it has seen an object with that one.) Five times as slow as `JSON.parse`.
 *
 * @param numberOf makes something else of the text of a number
 */
export function parseExactly(
  bytes: Buffer,
  start: number,
  numberOf: (text: string) => EventValue = numberAsWritten,
): Event {
  return new ExactParser(bytes, start, numberOf).value() as Event;
}

/** Reads what is known to be JSON, so it looks for nothing but the ends of things. */
class ExactParser {
  readonly #bytes: Buffer;
  #at: number;
  readonly #numberOf: (text: string) => EventValue;

  constructor(bytes: Buffer, start: number, numberOf: (text: string) => EventValue) {
    this.#bytes = bytes;
    this.#at = start;
    this.#numberOf = numberOf;
  }

  value(): EventValue {
    const byte = this.#next();
    if (byte === openBrace) return this.#object();
    if (byte === openBracket) return this.#array();
    if (byte === quote) return this.#text();
    if (byte === 0x74) return this.#word(4, true);
    if (byte === 0x66) return this.#word(5, false);
    return byte === 0x6e ? this.#word(4, null) : this.#number();
  }

  #object(): Record<string, EventValue> {
    const fields: Record<string, EventValue> = {};
    this.#at += 1;
    while (this.#next() !== closeBrace) {
      const name = this.#text();
      this.#next();
      this.#at += 1; // the colon
      setField(fields, name, this.value());
      if (this.#next() === comma) this.#at += 1;
    }
    this.#at += 1;
    return fields;
  }

  #array(): EventValue[] {
    const items: EventValue[] = [];
    this.#at += 1;
    while (this.#next() !== closeBracket) {
      items.push(this.value());
      if (this.#next() === comma) this.#at += 1;
    }
    this.#at += 1;
    return items;
  }

  #text(): string {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start + 1;
    let isPlain = true;
    for (let byte = bytes[at] as number; byte !== quote; byte = bytes[at] as number) {
      if (byte === backslash) {
        isPlain = false;
        at += 2;
      } else at += 1;
    }
    this.#at = at + 1;
    return isPlain
      ? bytes.toString('utf8', start + 1, at)
      : (JSON.parse(bytes.toString('utf8', start, at + 1)) as string);
  }

  #number(): EventValue {
    const start = this.#at;
    this.#at = endOfNumber(this.#bytes, start);
    return this.#numberOf(this.#bytes.toString('latin1', start, this.#at));
  }

  #word<T>(length: number, value: T): T {
    this.#at += length;
    return value;
  }

  /** The next byte that is no white space, not taken. */
  #next(): number {
    let byte = this.#bytes[this.#at] as number;
    while (isSpace(byte)) byte = this.#bytes[++this.#at] as number;
    return byte;
  }
}
