import { displayFloat, isFloat, floatNumber } from '../numbers.ts';
import { readNumber } from '../json/number.ts';
import { isInteger, type Value } from '../value.ts';
import { debugText } from '../debug-text.ts';

const blanks = /[ \t\r\n]*/y;
const string = /"(?:[^"\\]|\\.)*"/sy;

export interface Shape {
  /** What VRL calls it. */
  readonly name: string;
  readonly fields: Readonly<Record<string, () => Value>>;
}

/**
 * Reads JSON of a given shape and says what differs from it, with line and column, in serde's words, which VRL prints. What
 * it returns after a fault means nothing. JSON that is none at all is no fault of the shape: `isBroken`.
 */
export class StrictJson {
  /** What is wrong, and where; null: nothing. */
  fault: string | null = null;
  isBroken = false;
  private index = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    this.skipBlanks();
    return this.index >= this.text.length;
  }

  /** An object with exactly these fields, or an array of their values in their order. */
  object({ name, fields }: Shape): Map<string, Value> {
    const found = new Map<string, Value>();
    const names = Object.keys(fields);
    const start = this.peek();
    if (start === '[') {
      this.items((index) => {
        const field = names[index];
        if (field === undefined) return this.broken();
        found.set(field, fields[field]?.() ?? null);
      });
      if (found.size < names.length) {
        this.fail(
          `invalid length ${found.size}, expected struct ${name} with ${names.length} elements`,
        );
      }
      return found;
    }
    if (start !== '{') {
      this.invalid(`struct ${name}`);
      return found;
    }
    this.separated('}', () => {
      const key = this.key();
      if (this.isDone) return;
      const read = fields[key];
      if (!Object.hasOwn(fields, key) || read === undefined) {
        const expected = names.map((one) => `\`${one}\``).join(', ');
        this.fail(`unknown field \`${key}\`, expected one of ${expected}`);
      } else if (found.has(key)) {
        this.fail(`duplicate field \`${key}\``);
      } else if (this.peek() === ':') {
        this.index++;
        found.set(key, read());
      } else {
        this.broken();
      }
    });
    const missing = names.find((one) => !found.has(one));
    if (missing !== undefined) this.fail(`missing field \`${missing}\``);
    return found;
  }

  array(item: () => Value): Value[] {
    const all: Value[] = [];
    if (this.peek() !== '[') this.invalid('a sequence');
    else {
      this.items(() => {
        all.push(item());
      });
    }
    return all;
  }

  string(): string {
    if (this.peek() === '"') return this.key();
    this.invalid('a string');
    return '';
  }

  oneOf(names: readonly string[]): string {
    if (this.peek() !== '"') {
      this.index++;
      this.fail('expected value');
      return '';
    }
    const name = this.key();
    if (!this.isDone && !names.includes(name)) {
      const expected = names.map((one) => `\`${one}\``).join(' or ');
      this.fail(`unknown variant \`${name}\`, expected ${expected}`);
    }
    return name;
  }

  integer(expected: string): bigint {
    const start = this.index;
    const next = this.peek();
    if (/[-\d]/.test(next)) {
      const { value, end, fault } = readNumber(this.text, this.index);
      const digits = this.text.slice(this.index, end);
      if (fault === null && /^-?\d+$/.test(digits) && (!isFloat(value) || BigInt(digits) > 0n)) {
        this.index = end;
        return BigInt(digits);
      }
      this.index = start;
    }
    this.invalid(expected);
    return 0n;
  }

  /** @param message of what was just read */
  fail(message: string): void {
    if (this.isDone) return;
    const before = this.text.slice(0, this.index);
    const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1));
    this.fault = `${message} at line ${before.split('\n').length} column ${column}`;
  }

  private get isDone(): boolean {
    return this.isBroken || this.fault !== null;
  }

  private broken(): void {
    if (this.fault === null) this.isBroken = true;
  }

  private skipBlanks(): void {
    blanks.lastIndex = this.index;
    this.index += blanks.exec(this.text)?.[0].length ?? 0;
  }

  private peek(): string {
    this.skipBlanks();
    return this.text[this.index] ?? '';
  }

  private items(item: (index: number) => void): void {
    this.separated(']', item);
  }

  private separated(close: string, item: (index: number) => void): void {
    this.index++;
    for (let count = 0; !this.isDone; count++) {
      let next = this.peek();
      if (next === close) break;
      if (count > 0) {
        if (next !== ',') return this.broken();
        this.index++;
        next = this.peek();
      }
      if (next === '' || next === close) return this.broken();
      item(count);
    }
    this.index++;
  }

  private key(): string {
    this.skipBlanks();
    string.lastIndex = this.index;
    const token = string.exec(this.text)?.[0];
    if (token === undefined) {
      this.broken();
      return '';
    }
    try {
      const text: unknown = JSON.parse(token);
      this.index += token.length;
      return String(text);
    } catch {
      this.broken();
      return '';
    }
  }

  private invalid(expected: string): void {
    const got = this.got();
    if (!this.isDone) this.fail(`invalid type: ${got}, expected ${expected}`);
  }

  /** What stands there; texts, numbers and words are taken. */
  private got(): string {
    const next = this.peek();
    if (next === '[') return 'sequence';
    if (next === '{') return 'map';
    if (next === '"') return `string ${debugText(this.key())}`;
    const word = ['null', 'true', 'false'].find((one) => this.text.startsWith(one, this.index));
    if (word !== undefined) {
      this.index += word.length;
      return word === 'null' ? word : `boolean \`${word}\``;
    }
    const { value, end, fault } = readNumber(this.text, this.index);
    if (fault !== null) {
      this.broken();
      return '';
    }
    this.index = end;
    if (isInteger(value)) return `integer \`${value}\``;
    const number = isFloat(value) ? floatNumber(value) : 0;
    return `floating point \`${displayFloat(number)}${Number.isInteger(number) ? '.0' : ''}\``;
  }
}
