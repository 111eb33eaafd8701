import { setField } from '../../../../set-field.ts';
import { Failure } from '../failure.ts';
import { floatOf, type Value, type VrlObject } from '../value.ts';
import { type Trace, traceText } from './fault.ts';

/** Hashes and arrays inside each other that are read: deeper ones are no log, and each costs stack. */
const maxDepth = 500;

/** Reads `{ "a" => 1, :b => [nil] }` as Ruby's `inspect` prints it. */
export function readRubyHash(text: string): VrlObject | Failure {
  const reader = new RubyReader(text);
  const hash = reader.hash(0);
  if (reader.traces !== null) return new Failure(traceText(text, reader.traces));
  if (/\P{White_Space}/u.test(text.slice(reader.position))) {
    return new Failure('could not parse whole line successfully');
  }
  return hash;
}

const blanks = /[ \t\r\n]*/y;
const symbol = /[0-9A-Za-z_]+/y;
const number = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:([eE][-+]?)(\d*))?|nan|infinity|inf/iy;
const texts: Readonly<Record<string, RegExp>> = {
  '"': /(?:[^\\"]+(?:\\[^\\"])?|\\[\\"])*/y,
  "'": /(?:[^\\']+(?:\\[^\\'])?|\\[\\'])*/y,
};
/** What a missing text is called inside of VRL, where no other reading of it is left. */
const noChoice = { context: 'Alt' };

/** What it returns after a fault means nothing. `undefined`: what it looks for does not stand there. */
class RubyReader {
  position = 0;
  /** Where reading failed, the innermost place first; null while it did not. */
  traces: Trace[] | null = null;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  hash(depth: number): VrlObject {
    const result: VrlObject = {};
    this.list('{', '}', 'map', depth, () => {
      const entry = this.entry(depth);
      if (entry !== undefined) setField(result, entry.key, entry.value);
      return entry !== undefined;
    });
    return result;
  }

  private array(depth: number): Value[] {
    const items: Value[] = [];
    this.list('[', ']', 'array', depth, () => {
      const item = this.value(depth);
      if (item !== undefined) items.push(item);
      return item !== undefined;
    });
    return items;
  }

  /** Items between brackets, with commas between; the last comma needs an item behind it. */
  private list(
    open: string,
    close: string,
    name: string,
    depth: number,
    item: () => boolean,
  ): void {
    const start = this.position;
    if (this.text[start] !== open || depth > maxDepth) {
      this.fail({ position: start, expected: open });
    } else {
      this.position++;
      for (let isFirst = true; this.traces === null; isFirst = false) {
        const before = this.position;
        if (!isFirst) {
          this.take(blanks);
          if (this.text[this.position] !== ',') break;
          this.position++;
        }
        if (item()) continue;
        if (this.traces === null) this.position = before;
        break;
      }
      if (this.traces === null) {
        this.take(blanks);
        this.expect(close);
      }
    }
    this.within(name, start);
  }

  private fail(...traces: Trace[]): undefined {
    this.traces ??= traces;
  }

  private within(context: string, position: number): void {
    this.traces?.push({ position, context });
  }

  private take(expression: RegExp): string | undefined {
    expression.lastIndex = this.position;
    const text = expression.exec(this.text)?.[0];
    this.position += text?.length ?? 0;
    return text;
  }

  private expect(character: string): void {
    if (this.text[this.position] === character) this.position++;
    else this.fail({ position: this.position, expected: character });
  }

  private entry(depth: number): { key: string; value: Value } | undefined {
    this.take(blanks);
    const next = this.text[this.position];
    const key =
      next === ':' ? this.symbol() : texts[next ?? ''] ? this.string() : this.take(symbol);
    if (key === undefined || this.traces !== null) return undefined;
    this.take(blanks);
    const here = this.position;
    if (this.text.startsWith('=>', here)) this.position += 2;
    else if (this.text[here] === ':') this.position++;
    else {
      return this.fail({ position: here, context: 'Tag' }, { position: here, ...noChoice });
    }
    const value = this.value(depth);
    return value === undefined ? undefined : { key, value };
  }

  /** `:name` or `:"name"`. */
  private symbol(): string | undefined {
    const start = this.position;
    this.position++;
    const next = this.text[this.position] ?? '';
    const name = texts[next] === undefined ? this.take(symbol) : this.string();
    if (name === undefined) this.position = start;
    return name;
  }

  /** Between quotes; escapes stay as they are. */
  private string(): string {
    const start = this.position;
    const quote = this.text[start] ?? '';
    const begin = ++this.position;
    let text = this.take(texts[quote] as RegExp) ?? '';
    if (this.text[this.position] === '\\') {
      text = '';
      this.position = begin;
    }
    this.expect(quote);
    this.within('string', start);
    return text;
  }

  private value(depth: number): Value | undefined {
    this.take(blanks);
    const start = this.position;
    const { text } = this;
    const first = text[start];
    if (first === '{') return this.hash(depth + 1);
    if (first === '[') return this.array(depth + 1);
    if (first === ':') return this.symbol();
    if (first === '"' || first === "'") {
      const string = this.string();
      this.within('bytes', start);
      return string;
    }
    for (const [word, value] of words) {
      if (!text.startsWith(word, start)) continue;
      this.position += word.length;
      return value;
    }
    return this.number();
  }

  private number(): Value | undefined {
    const start = this.position;
    number.lastIndex = start;
    const match = number.exec(this.text);
    if (match === null) return undefined;
    const [whole, exponent, power] = match;
    const value = floatNumber(whole);
    if ((exponent !== undefined && power === '') || Number.isNaN(value)) {
      return this.fail({ position: start, context: 'Float' });
    }
    this.position += whole.length;
    return floatOf(value);
  }
}

const words: readonly (readonly [string, Value])[] = [
  ['nil', null],
  ['true', true],
  ['false', false],
];

function floatNumber(text: string): number {
  return /^inf/i.test(text) ? Infinity : Number(text);
}
