import { Cursor } from './cursor.ts';
import { type Mark, yamlFault } from './fault.ts';
import { scanBlock, scanPlain, scanQuoted } from './scalars.ts';
import { type Directive, scanDirective, type ScannedTag, scanTag } from './tags.ts';

type Plain =
  | 'stream-end'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value';

export type Token = { readonly mark: Mark } & (
  | { readonly type: Plain }
  | { readonly type: 'directive'; readonly directive: Directive }
  | { readonly type: 'alias' | 'anchor'; readonly name: string }
  | { readonly type: 'tag'; readonly tag: ScannedTag }
  | { readonly type: 'scalar'; readonly text: string; readonly isPlain: boolean }
);

/** Something that becomes a key where a colon follows on its line. */
interface SimpleKey {
  readonly isRequired: boolean;
  /** The number of its first token. */
  readonly number: number;
  readonly mark: Mark;
}

const maxKeyLength = 1024;
const flowSigns: Readonly<Record<string, Plain>> = {
  '[': 'flow-sequence-start',
  '{': 'flow-mapping-start',
  ']': 'flow-sequence-end',
  '}': 'flow-mapping-end',
};

/**
 * Makes tokens of a document, by the rules of libyaml, which VRL reads YAML with: where a colon shows that what stands before
 * it was a key, tokens are put in front of that, so some are made ahead. One method a token, and all of them need the same
 * few fields: that is why it is one long class.
 */
export class YamlScanner {
  private readonly cursor: Cursor;
  private readonly tokens: Token[] = [];
  /** The first of them, once it is certain. */
  private next: Token | null = null;
  /** How many were taken. */
  private taken = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private mayBeKey = true;
  /** One for each level of brackets, and one for what is outside of them. */
  private readonly keys: (SimpleKey | null)[] = [null];

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  peek(): Token {
    if (this.next !== null) return this.next;
    for (;;) {
      const token = this.tokens[0];
      if (token !== undefined) {
        this.dropStaleKeys();
        if (!this.isKeyOpen()) {
          this.next = token;
          return token;
        }
      }
      this.fetch();
    }
  }

  /** Whether the next token may turn out to be a key. */
  private isKeyOpen(): boolean {
    for (const key of this.keys) if (key?.number === this.taken) return true;
    return false;
  }

  take(): Token {
    const token = this.peek();
    if (token.type !== 'stream-end') {
      this.tokens.shift();
      this.taken++;
      this.next = null;
    }
    return token;
  }

  private get isFlow(): boolean {
    return this.keys.length > 1;
  }

  private push(token: Token): void {
    this.tokens.push(token);
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.dropStaleKeys();
    this.unroll(cursor.column);
    if (cursor.isEnd) return this.streamEnd();
    if (cursor.column === 0 && cursor.at() === '%') return this.directive();
    if (cursor.isDocumentMark('-')) return this.documentMark('document-start');
    if (cursor.isDocumentMark('.')) return this.documentMark('document-end');
    const next = cursor.at();
    const flow = flowSigns[next];
    if (flow !== undefined) return this.flowSign(flow, next === '[' || next === '{');
    if (next === ',') return this.flowEntry();
    if (next === '-' && cursor.isBlankOrEnd(1)) return this.blockEntry();
    if (next === '?' && (this.isFlow || cursor.isBlankOrEnd(1))) return this.key();
    if (next === ':' && (this.isFlow || cursor.isBlankOrEnd(1))) return this.value();
    if (next === '*' || next === '&') return this.anchor(next === '*' ? 'alias' : 'anchor');
    if (next === '!') return this.tag();
    if ((next === '|' || next === '>') && !this.isFlow) return this.blockScalar();
    if (next === "'" || next === '"') return this.quotedScalar();
    return this.plainScalar(next);
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      if (cursor.index === 0 && cursor.at() === '\uFEFF') cursor.skip();
      const mayHaveTabs = this.isFlow || !this.mayBeKey;
      cursor.match(mayHaveTabs ? /[ \t]*/y : / */y);
      cursor.skipComment();
      if (!cursor.isBreak()) return;
      cursor.takeBreak();
      if (!this.isFlow) this.mayBeKey = true;
    }
  }

  private dropStaleKeys(): void {
    const { keys } = this;
    const { line, index } = this.cursor;
    for (let level = 0; level < keys.length; level++) {
      const key = keys[level] ?? null;
      if (key === null) continue;
      if (key.mark.line === line && key.mark.index + maxKeyLength >= index) continue;
      if (key.isRequired) throw this.missingColon(key);
      keys[level] = null;
    }
  }

  private missingColon({ mark }: SimpleKey): Error {
    const context = 'while scanning a simple key';
    return yamlFault("could not find expected ':'", this.cursor.mark, context, mark);
  }

  private saveKey(): void {
    if (!this.mayBeKey) return;
    this.dropKey();
    this.keys[this.keys.length - 1] = {
      isRequired: !this.isFlow && this.indent === this.cursor.column,
      number: this.taken + this.tokens.length,
      mark: this.cursor.mark,
    };
  }

  private dropKey(): void {
    const key = this.keys.at(-1) ?? null;
    if (key?.isRequired === true) throw this.missingColon(key);
    this.keys[this.keys.length - 1] = null;
  }

  /** Begins a block where the column is behind the one before. @param number of the token that it comes before; null: the next */
  private roll(
    column: number,
    type: 'block-sequence-start' | 'block-mapping-start',
    mark: Mark,
    number: number | null = null,
  ): void {
    if (this.isFlow || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (number === null) this.push({ type, mark });
    else this.tokens.splice(number - this.taken, 0, { type, mark });
  }

  private unroll(column: number): void {
    if (this.isFlow) return;
    while (this.indent > column) {
      this.push({ type: 'block-end', mark: this.cursor.mark });
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private streamEnd(): void {
    const { cursor } = this;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line++;
    }
    // whatever is open stays so: the parser says what is missing
    this.unroll(-1);
    this.dropKey();
    this.mayBeKey = false;
    this.push({ type: 'stream-end', mark: cursor.mark });
  }

  private directive(): void {
    this.unroll(-1);
    this.dropKey();
    this.mayBeKey = false;
    const { mark } = this.cursor;
    this.push({ type: 'directive', directive: scanDirective(this.cursor), mark });
  }

  private documentMark(type: 'document-start' | 'document-end'): void {
    this.unroll(-1);
    this.dropKey();
    this.mayBeKey = false;
    this.sign(type, 3);
  }

  private sign(type: Plain, width = 1): void {
    const { mark } = this.cursor;
    this.cursor.skip(width);
    this.push({ type, mark });
  }

  private flowSign(type: Plain, isStart: boolean): void {
    if (isStart) {
      this.saveKey();
      this.keys.push(null);
    } else {
      this.dropKey();
      if (this.keys.length > 1) this.keys.pop();
    }
    this.mayBeKey = isStart;
    this.sign(type);
  }

  private flowEntry(): void {
    this.dropKey();
    this.mayBeKey = true;
    this.sign('flow-entry');
  }

  private needLineStart(problem: string): void {
    if (!this.isFlow && !this.mayBeKey) throw yamlFault(problem, this.cursor.mark);
  }

  private blockEntry(): void {
    const { mark } = this.cursor;
    this.needLineStart('block sequence entries are not allowed in this context');
    this.roll(mark.column, 'block-sequence-start', mark);
    this.dropKey();
    this.mayBeKey = true;
    this.sign('block-entry');
  }

  private key(): void {
    const { mark } = this.cursor;
    this.needLineStart('mapping keys are not allowed in this context');
    this.roll(mark.column, 'block-mapping-start', mark);
    this.dropKey();
    this.mayBeKey = !this.isFlow;
    this.sign('key');
  }

  private value(): void {
    const key = this.keys.at(-1) ?? null;
    if (key === null) {
      const { mark } = this.cursor;
      this.needLineStart('mapping values are not allowed in this context');
      this.roll(mark.column, 'block-mapping-start', mark);
      this.mayBeKey = !this.isFlow;
    } else {
      this.tokens.splice(key.number - this.taken, 0, { type: 'key', mark: key.mark });
      this.roll(key.mark.column, 'block-mapping-start', key.mark, key.number);
      this.keys[this.keys.length - 1] = null;
      this.mayBeKey = false;
    }
    this.sign('value');
  }

  private anchor(type: 'alias' | 'anchor'): void {
    const { cursor } = this;
    this.saveKey();
    this.mayBeKey = false;
    const { mark } = cursor;
    cursor.skip();
    const name = cursor.match(/[0-9A-Za-z_-]*/y);
    if (name === '' || !(cursor.isBlankOrEnd() || '?:,]}%@`'.includes(cursor.at()))) {
      const problem = 'did not find expected alphabetic or numeric character';
      const context = `while scanning an ${type}`;
      throw yamlFault(problem, cursor.mark, context, mark);
    }
    this.push({ type, name, mark });
  }

  private tag(): void {
    this.saveKey();
    this.mayBeKey = false;
    const { mark } = this.cursor;
    this.push({ type: 'tag', tag: scanTag(this.cursor, this.isFlow), mark });
  }

  private blockScalar(): void {
    this.dropKey();
    this.mayBeKey = true;
    const { mark } = this.cursor;
    const text = scanBlock(this.cursor, this.indent);
    this.push({ type: 'scalar', text, isPlain: false, mark });
  }

  private quotedScalar(): void {
    this.saveKey();
    this.mayBeKey = false;
    const { mark } = this.cursor;
    this.push({ type: 'scalar', text: scanQuoted(this.cursor), isPlain: false, mark });
  }

  private plainScalar(next: string): void {
    const { cursor } = this;
    const isSign = cursor.isBlankOrEnd() || '-?:,[]{}#&*!|>\'"%@`'.includes(next);
    const mayBegin =
      !isSign ||
      (next === '-' && !cursor.isBlank(1)) ||
      (!this.isFlow && (next === '?' || next === ':') && !cursor.isBlankOrEnd(1));
    if (!mayBegin) {
      const { mark } = cursor;
      const context = 'while scanning for the next token';
      throw yamlFault('found character that cannot start any token', mark, context);
    }
    this.saveKey();
    this.mayBeKey = false;
    const { mark } = cursor;
    const { text, isBroken } = scanPlain(cursor, this.indent, this.isFlow);
    if (isBroken) this.mayBeKey = true;
    this.push({ type: 'scalar', text, isPlain: true, mark });
  }
}
