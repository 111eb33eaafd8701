import { type Value, type VrlObject } from '../value.ts';
import { readNumber } from './number.ts';
import { setField } from '../../../../set-field.ts';

const maxDepth = 127;
const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** A JSON parser for what `JSON.parse` reads otherwise than VRL, and for the wording of what is wrong. */
export class JsonReader {
  /** What is wrong, with line and column (in bytes); null while nothing is. */
  fault: string | null = null;
  private index = 0;
  private depth = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  /** The value of the whole text. What it returns after a fault means nothing. */
  document(): Value {
    const value = this.value();
    if (this.fault === null) {
      this.skipBlanks();
      if (this.index < this.text.length) this.fail('trailing characters', 1);
    }
    return value;
  }

  /** @param ahead how far the fault stands behind the position: 1 where its character was not taken */
  private fail(message: string, ahead: 0 | 1): null {
    if (this.fault === null) {
      const end = Math.min(this.index + ahead, this.text.length);
      const before = this.text.slice(0, end);
      const lineStart = before.lastIndexOf('\n') + 1;
      const line = before.split('\n').length;
      // of a character that was not taken, its first byte
      const taken = before.slice(lineStart, Math.min(this.index, end));
      const column = lineStart > this.index ? 0 : Buffer.byteLength(taken) + (end - this.index);
      this.fault = `${message} at line ${line} column ${column}`;
    }
    return null;
  }

  private skipBlanks(): void {
    for (;;) {
      const unit = this.text.charCodeAt(this.index);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.index++;
    }
  }

  private value(): Value {
    this.skipBlanks();
    const start = this.text[this.index];
    switch (start) {
      case undefined:
        return this.fail('EOF while parsing a value', 1);
      case '{':
        return this.nested(() => this.object());
      case '[':
        return this.nested(() => this.array());
      case '"':
        return this.string();
      case 'n':
        return this.word('null', null);
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      default:
        break;
    }
    if (start !== '-' && !(start >= '0' && start <= '9')) return this.fail('expected value', 1);
    const number = readNumber(this.text, this.index);
    this.index = number.end;
    return number.fault === null ? number.value : this.fail(number.fault, number.ahead);
  }

  private word(word: string, value: Value): Value {
    for (const character of word) {
      const got = this.text[this.index];
      if (got === undefined) return this.fail('EOF while parsing a value', 0);
      this.index++;
      if (got !== character) return this.fail('expected ident', 0);
    }
    return value;
  }

  private nested(read: () => Value): Value {
    if (++this.depth > maxDepth) return this.fail('recursion limit exceeded', 1);
    this.index++;
    const value = read();
    this.depth--;
    return value;
  }

  private array(): Value {
    const items: Value[] = [];
    for (;;) {
      this.skipBlanks();
      const next = this.text[this.index];
      if (next === undefined) return this.fail('EOF while parsing a list', 1);
      if (next === ']') break;
      if (items.length > 0) {
        if (next !== ',') return this.fail('expected `,` or `]`', 1);
        this.index++;
        this.skipBlanks();
        if (this.text[this.index] === ']') return this.fail('trailing comma', 1);
      }
      items.push(this.value());
      if (this.fault !== null) return null;
    }
    this.index++;
    return items;
  }

  private object(): Value {
    const object: VrlObject = {};
    for (let isFirst = true; ; isFirst = false) {
      this.skipBlanks();
      let next = this.text[this.index];
      if (next === undefined) return this.fail('EOF while parsing an object', 1);
      if (next === '}') break;
      if (!isFirst) {
        if (next !== ',') return this.fail('expected `,` or `}`', 1);
        this.index++;
        this.skipBlanks();
        next = this.text[this.index];
        if (next === undefined) return this.fail('EOF while parsing a value', 1);
        if (next === '}') return this.fail('trailing comma', 1);
      }
      if (next !== '"') return this.fail('key must be a string', 1);
      const key = this.string();
      this.skipBlanks();
      if (this.fault !== null) return null;
      const colon = this.text[this.index];
      if (colon === undefined) return this.fail('EOF while parsing an object', 1);
      if (colon !== ':') return this.fail('expected `:`', 1);
      this.index++;
      const value = this.value();
      if (this.fault !== null) return null;
      setField(object, key, value);
    }
    this.index++;
    return object;
  }

  private string(): string {
    let text = '';
    this.index++;
    for (;;) {
      const start = this.index;
      while (this.isPlain(this.text.charCodeAt(this.index))) this.index++;
      text += this.text.slice(start, this.index);
      const next = this.text[this.index];
      if (next === undefined) {
        this.fail('EOF while parsing a string', 0);
        return '';
      }
      this.index++;
      if (next === '"') return text;
      if (next !== '\\') {
        this.fail('control character (\\u0000-\\u001F) found while parsing a string', 0);
        return '';
      }
      text += this.escape();
      if (this.fault !== null) return '';
    }
  }

  private isPlain(unit: number): boolean {
    return unit >= 0x20 && unit !== 0x22 && unit !== 0x5c;
  }

  private escape(): string {
    const name = this.text[this.index];
    if (name === undefined) {
      this.fail('EOF while parsing a string', 0);
      return '';
    }
    this.index++;
    const simple = simpleEscapes.get(name);
    if (simple !== undefined) return simple;
    if (name !== 'u') {
      this.fail('invalid escape', 0);
      return '';
    }
    return this.unicodeEscape();
  }

  private unicodeEscape(): string {
    const first = this.hex();
    if (first >= 0xdc00 && first <= 0xdfff) {
      this.fail('lone leading surrogate in hex escape', 0);
    }
    if (this.fault !== null || first < 0xd800 || first > 0xdbff) return String.fromCharCode(first);
    for (const expected of '\\u') {
      const got = this.text[this.index];
      if (got === undefined) {
        this.fail('EOF while parsing a string', 0);
        return '';
      }
      this.index++;
      if (got !== expected) {
        this.fail('unexpected end of hex escape', 0);
        return '';
      }
    }
    const second = this.hex();
    if (this.fault === null && (second < 0xdc00 || second > 0xdfff)) {
      this.fail('lone leading surrogate in hex escape', 0);
    }
    return String.fromCharCode(first, second);
  }

  private hex(): number {
    const digits = this.text.slice(this.index, this.index + 4);
    if (Buffer.byteLength(digits) < 4) {
      this.index = this.text.length;
      this.fail('EOF while parsing a string', 0);
      return 0;
    }
    this.index += 4;
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail('invalid escape', 0);
    return Number.parseInt(digits, 16);
  }
}
