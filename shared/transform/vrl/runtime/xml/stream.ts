import { TextReader } from '../text-reader.ts';

/** What is wrong with a document, in words. */
export class XmlFault extends Error {}

const nameStart =
  ':A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const nameRest = `${nameStart}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040`;
const wholeName = new RegExp(`[${nameStart}][${nameRest}]*`, 'uy');
const nameCharacters = new RegExp(`[${nameRest}]*`, 'uy');
const beginsLikeName = new RegExp(`^[${nameStart.slice(1)}]`, 'u');
const blanks = /[ \t\r\n]*/y;
// oxlint-disable-next-line no-control-regex -- that is what is looked for
const noXml = /[\0-\x08\v\f\x0E-\x1F\uFFFE\uFFFF]/;

export interface QualifiedName {
  readonly prefix: string;
  readonly local: string;
}

/** A document that is read from its beginning to its end. Its methods throw where it is none. */
export class XmlStream extends TextReader {
  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** @throws {XmlFault} always */
  fail(message: string, position: number = this.position): never {
    throw new XmlFault(`${message} at ${this.place(position)}`);
  }

  /** Line and column, in characters, from 1. */
  place(position: number): string {
    const before = this.text.slice(0, position);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    return `${before.split('\n').length}:${Array.from(line).length + 1}`;
  }

  skipBlanks(): boolean {
    return this.matchText(blanks) !== '';
  }

  needBlanks(): void {
    this.needMore();
    if (!this.skipBlanks()) this.fail(`expected a whitespace not '${this.byte()}'`);
  }

  needMore(): void {
    if (this.isAtEnd) throw new XmlFault('unexpected end of stream');
  }

  /** One character. */
  need(character: string): void {
    this.needMore();
    if (!this.take(character)) this.fail(`expected '${character}' not '${this.byte()}'`);
  }

  needText(text: string): void {
    if (!this.take(text)) this.fail(`expected '${text}'`);
  }

  /** The first byte of what stands here, as the character of that number: so it is printed. */
  byte(): string {
    const code = this.text.codePointAt(this.position) ?? 0;
    return String.fromCharCode(Buffer.from(String.fromCodePoint(code))[0] ?? 0);
  }

  quote(): string {
    this.needMore();
    const quote = this.text[this.position] ?? '';
    if (quote !== '"' && quote !== "'") this.fail(`expected a quote not '${this.byte()}'`);
    this.position++;
    return quote;
  }

  name(): string {
    return this.matchText(wholeName) ?? this.fail('invalid name token');
  }

  qualifiedName(): QualifiedName {
    const start = this.position;
    const name = this.matchText(nameCharacters) ?? '';
    const [first = '', second, third] = name.split(':');
    const prefix = second === undefined ? '' : first;
    const local = second ?? first;
    const isName =
      third === undefined &&
      (prefix === '' || beginsLikeName.test(prefix)) &&
      beginsLikeName.test(local);
    return isName ? { prefix, local } : this.fail('invalid name token', start);
  }

  /** Up to a text, which is not taken, or to the end; every character has to be one of XML's. */
  until(end: string): string {
    const start = this.position;
    const found = this.text.indexOf(end, start);
    const text = this.text.slice(start, found < 0 ? undefined : found);
    this.check(text, start);
    this.position = start + text.length;
    return text;
  }

  check(text: string, start: number): void {
    const match = noXml.exec(text);
    if (match === null) return;
    const code = match[0].charCodeAt(0);
    const shown = code === 0 ? '\\0' : `\\u{${code.toString(16)}}`;
    this.fail(`a non-XML character '${shown}' found`, start + match.index);
  }

  /** Takes `&…;`: the character that it stands for. */
  reference(): string {
    const start = this.position;
    this.position++;
    const number = this.matchText(/#x[0-9a-fA-F]+|#\d+/y);
    if (number !== null) {
      const character = characterOf(number);
      if (character === null || !this.take(';')) this.fail('malformed entity reference', start);
      return character;
    }
    const name = this.matchText(wholeName);
    if (name === null || !this.take(';')) return this.fail('malformed entity reference', start);
    return named.get(name) ?? this.fail(`unknown entity reference '${name}'`, start);
  }
}

const named: ReadonlyMap<string, string> = new Map([
  ['quot', '"'],
  ['amp', '&'],
  ['apos', "'"],
  ['lt', '<'],
  ['gt', '>'],
]);

function characterOf(reference: string): string | null {
  const code = reference.startsWith('#x')
    ? Number.parseInt(reference.slice(2), 16)
    : Number.parseInt(reference.slice(1), 10);
  if (code > 0xffffffff) return null;
  const isNone = code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  const character = isNone ? '\uFFFD' : String.fromCodePoint(code);
  return noXml.test(character) ? null : character;
}
