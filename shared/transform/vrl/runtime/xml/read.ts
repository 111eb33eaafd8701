import { Failure } from '../failure.ts';
import type { Value } from '../value.ts';
import { type QualifiedName, XmlFault, XmlStream } from './stream.ts';
import {
  elementValue,
  objectValue,
  type XmlAttribute,
  type XmlChild,
  type XmlOptions,
} from './value.ts';

/** Elements inside each other that are read: what comes behind, such as JSON, takes stack for each. */
const maxDepth = 500;
const xmlUri = 'http://www.w3.org/XML/1998/namespace';
const xmlnsUri = 'http://www.w3.org/2000/xmlns/';

/** Reads a document without a DTD. */
export function readXml(text: string, options: XmlOptions): Value | Failure {
  const trimmed = options.trim ? text.replaceAll(/>\p{White_Space}+</gu, '><') : text;
  try {
    return new XmlReader(new XmlStream(trimmed), options).document();
  } catch (error) {
    if (error instanceof XmlFault) return new Failure(`unable to parse xml: ${error.message}`);
    throw error;
  }
}

type Namespaces = ReadonlyMap<string, string>;

interface OpenElement {
  readonly name: QualifiedName;
  readonly attributes: readonly XmlAttribute[];
  readonly namespaces: Namespaces;
  readonly children: XmlChild[];
}

interface RawAttribute extends QualifiedName {
  readonly value: string;
  readonly start: number;
}

/** One method a part of a document, in one class however long that gets, as they are in each other. */
class XmlReader {
  private readonly stream: XmlStream;
  private readonly options: XmlOptions;
  private readonly open: OpenElement[] = [];
  private readonly children: XmlChild[] = [];
  private hasRoot = false;
  constructor(stream: XmlStream, options: XmlOptions) {
    this.stream = stream;
    this.options = options;
  }

  document(): Value {
    const { stream } = this;
    this.declaration();
    this.miscellaneous();
    stream.skipBlanks();
    if (stream.startsWith('<!DOCTYPE')) throw new XmlFault('XML with DTD detected');
    if (stream.startsWith('<') && this.startTag()) this.content();
    this.miscellaneous();
    if (!stream.isAtEnd) stream.fail('unknown token');
    if (!this.hasRoot) throw new XmlFault('the document does not have a root node');
    if (this.open.length > 0) throw new XmlFault('the root node was opened but never closed');
    return objectValue([], this.children, this.options);
  }

  private declaration(): void {
    const { stream } = this;
    stream.take('\uFEFF');
    if (!stream.startsWith('<?xml ')) return;
    stream.position += 5;
    this.declarationBlanks();
    if (!stream.startsWith('version')) stream.fail("expected 'version'");
    for (const name of ['version', 'encoding', 'standalone']) {
      if (!stream.startsWith(name)) continue;
      stream.qualifiedName();
      this.equals();
      const quote = stream.quote();
      const start = stream.position;
      stream.matchText(quote === '"' ? /[^"<]*/y : /[^'<]*/y);
      stream.check(stream.text.slice(start, stream.position), start);
      stream.need(quote);
      if (name !== 'standalone') this.declarationBlanks();
    }
    stream.skipBlanks();
    stream.needText('?>');
  }

  private declarationBlanks(): void {
    const { stream } = this;
    if (!stream.skipBlanks() && !stream.startsWith('?>') && !stream.isAtEnd) {
      stream.fail(`expected a whitespace not '${stream.byte()}'`);
    }
  }

  private equals(): void {
    this.stream.skipBlanks();
    this.stream.need('=');
    this.stream.skipBlanks();
  }

  /** Comments and instructions outside of the root. */
  private miscellaneous(): void {
    for (;;) {
      this.stream.skipBlanks();
      if (this.stream.startsWith('<!--')) this.comment();
      else if (this.stream.startsWith('<?')) this.instruction();
      else return;
    }
  }

  private get siblings(): XmlChild[] {
    return this.open.at(-1)?.children ?? this.children;
  }

  private comment(): void {
    const { stream } = this;
    const start = stream.position;
    stream.position += 4;
    const text = stream.until('-->');
    stream.needText('-->');
    if (text.includes('--') || text.endsWith('-')) {
      throw new XmlFault(faultOfComment(stream, start));
    }
    this.siblings.push({ type: 'other' });
  }

  private instruction(): void {
    const { stream } = this;
    if (stream.startsWith('<?xml ')) stream.fail('unexpected XML declaration');
    stream.position += 2;
    stream.name();
    stream.skipBlanks();
    stream.until('?>');
    stream.needText('?>');
    this.siblings.push({ type: 'other' });
  }

  private content(): void {
    const { stream } = this;
    while (!stream.isAtEnd && this.open.length > 0) {
      if (!stream.startsWith('<')) this.text();
      else if (stream.startsWith('<!--')) this.comment();
      else if (stream.startsWith('<![CDATA[')) this.characterData();
      else if (stream.startsWith('<!')) stream.fail('unknown token');
      else if (stream.startsWith('<?')) this.instruction();
      else if (stream.startsWith('</')) this.endTag();
      else if (stream.position + 1 >= stream.text.length) stream.fail('unknown token');
      else this.startTag();
    }
  }

  private text(): void {
    const { stream } = this;
    const start = stream.position;
    const raw = stream.until('<');
    if (raw.includes(']]>')) {
      const place = placeText(stream, stream.position);
      throw new XmlFault(`']]>' ${place} is not allowed inside a character data`);
    }
    this.append(raw.includes('&') ? this.resolved(start, stream.position) : withLines(raw));
  }

  /** With references replaced; those stand for themselves, line breaks do not. */
  private resolved(start: number, end: number): string {
    const { stream } = this;
    let text = '';
    stream.position = start;
    while (stream.position < end) {
      const next = stream.text.indexOf('&', stream.position);
      const until = next < 0 || next > end ? end : next;
      text += withLines(stream.text.slice(stream.position, until));
      stream.position = until;
      if (until < end) text += stream.reference();
    }
    return text;
  }

  private characterData(): void {
    const { stream } = this;
    stream.position += 9;
    const text = stream.until(']]>');
    stream.needText(']]>');
    this.append(withLines(text));
  }

  /** Texts next to each other are one. */
  private append(text: string): void {
    const last = this.siblings.at(-1);
    if (last?.type === 'text') last.text += text;
    else this.siblings.push({ type: 'text', text });
  }

  /** Whether it opens an element that has an end of its own. */
  private startTag(): boolean {
    const { stream } = this;
    const start = stream.position;
    stream.position++;
    const name = stream.qualifiedName();
    if (name.prefix === 'xmlns') {
      throw new XmlFault(
        `the 'xmlns' prefix is used ${placeText(stream, start + 1)}, but it must not be`,
      );
    }
    const attributes: RawAttribute[] = [];
    const declared = new Map<string, string>();
    while (!stream.isAtEnd) {
      const hasBlanks = stream.skipBlanks();
      stream.needMore();
      if (stream.take('/')) {
        stream.need('>');
        this.begin(name, start, attributes, declared);
        this.end();
        return false;
      }
      if (stream.take('>')) {
        this.begin(name, start, attributes, declared);
        return true;
      }
      if (!hasBlanks) stream.needBlanks();
      this.attribute(attributes, declared);
    }
    return false;
  }

  private attribute(attributes: RawAttribute[], declared: Map<string, string>): void {
    const { stream } = this;
    const start = stream.position;
    const { prefix, local } = stream.qualifiedName();
    this.equals();
    const quote = stream.quote();
    const valueStart = stream.position;
    const length = stream.text.slice(valueStart).search(quote === '"' ? /["<]/ : /['<]/);
    if (length < 0) throw new XmlFault('unexpected end of stream');
    const raw = stream.text.slice(valueStart, valueStart + length);
    stream.check(raw, valueStart);
    stream.position = valueStart + length;
    stream.need(quote);
    const end = stream.position;
    const value = this.attributeValue(valueStart, valueStart + length);
    stream.position = end;
    if (prefix === 'xmlns' || local === 'xmlns') {
      this.declareNamespace(prefix === 'xmlns' ? local : '', value, declared, start);
    } else attributes.push({ prefix, local, value, start });
  }

  /** Line breaks and tabs are blanks in it. */
  private attributeValue(start: number, end: number): string {
    const { stream } = this;
    let value = '';
    stream.position = start;
    while (stream.position < end) {
      const next = stream.text.indexOf('&', stream.position);
      const until = next < 0 || next > end ? end : next;
      const plain = stream.text.slice(stream.position, until);
      value += plain.replaceAll('\r\n', '\n').replaceAll(/[\r\n\t]/g, ' ');
      stream.position = until;
      if (until < end) value += stream.reference();
    }
    return value;
  }

  private declareNamespace(
    prefix: string,
    uri: string,
    declared: Map<string, string>,
    start: number,
  ): void {
    const { stream } = this;
    if (uri === xmlnsUri) {
      throw new XmlFault(
        `the 'xmlns' URI is used ${placeText(stream, start)}, but it must not be declared`,
      );
    }
    if (prefix === 'xml' && uri !== xmlUri) {
      stream.fail("'xml' namespace prefix mapped to wrong URI", start);
    }
    if (prefix !== 'xml' && uri === xmlUri) {
      stream.fail("the 'xml' namespace URI is used for not 'xml' prefix", start);
    }
    if (prefix !== '' && declared.has(prefix)) {
      throw new XmlFault(`namespace '${prefix}' ${placeText(stream, start)} is already defined`);
    }
    if (uri !== xmlUri) declared.set(prefix, uri);
  }

  private begin(
    name: QualifiedName,
    start: number,
    raw: readonly RawAttribute[],
    declared: Namespaces,
  ): void {
    const outer = this.open.at(-1)?.namespaces ?? new Map<string, string>();
    const namespaces = declared.size === 0 ? outer : new Map([...outer, ...declared]);
    const attributes = this.resolvedAttributes(raw, namespaces);
    this.known(name.prefix, namespaces, start + 1);
    if (this.open.length === maxDepth) throw new XmlFault('elements are nested too deeply');
    this.open.push({ name, attributes, namespaces, children: [] });
    this.hasRoot = true;
  }

  private known(prefix: string, namespaces: Namespaces, position: number): string {
    if (prefix === '') return '';
    return (
      namespaces.get(prefix) ??
      this.stream.fail(`an unknown namespace prefix '${prefix}'`, position)
    );
  }

  private resolvedAttributes(
    raw: readonly RawAttribute[],
    namespaces: Namespaces,
  ): readonly XmlAttribute[] {
    const seen = new Set<string>();
    return raw.map(({ prefix, local, value, start }) => {
      const uri = prefix === 'xml' ? xmlUri : this.known(prefix, namespaces, start);
      const key = `${local} ${uri}`;
      if (seen.has(key)) {
        throw new XmlFault(
          `attribute '${local}' ${placeText(this.stream, start)} is already defined`,
        );
      }
      seen.add(key);
      return [local, value];
    });
  }

  private endTag(): void {
    const { stream } = this;
    const start = stream.position;
    stream.position += 2;
    const { prefix, local } = stream.qualifiedName();
    stream.skipBlanks();
    stream.need('>');
    const open = this.open.at(-1)?.name;
    if (open !== undefined && (open.prefix !== prefix || open.local !== local)) {
      const actual = nameText({ prefix, local });
      stream.fail(`expected '${nameText(open)}' tag, not '${actual}'`, start);
    }
    this.end();
  }

  private end(): void {
    const element = this.open.pop();
    if (element === undefined) return;
    const { name, attributes, children } = element;
    const value = elementValue(attributes, children, this.options);
    this.siblings.push({ type: 'element', name: name.local, value });
  }
}

function nameText({ prefix, local }: QualifiedName): string {
  return prefix === '' ? local : `${prefix}:${local}`;
}

function withLines(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

function placeText(stream: XmlStream, position: number): string {
  return `at ${stream.place(position)}`;
}

function faultOfComment(stream: XmlStream, start: number): string {
  return `comment ${placeText(stream, start)} contains '--'`;
}
