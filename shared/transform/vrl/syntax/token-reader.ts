import { type CompileFault, context, primary } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { Token } from './token.ts';

/** Goes through tokens one by one. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.ahead(0);
  }

  /** The token that was taken last. */
  get last(): Token {
    return this.ahead(-1);
  }

  get position(): number {
    return this.#at;
  }

  /** Back to where a reading began that led to nothing. */
  rewind(position: number): void {
    this.#at = position;
  }

  ahead(count: number): Token {
    const { length } = this.#tokens;
    return this.#tokens[Math.max(0, Math.min(this.#at + count, length - 1))] as Token;
  }

  take(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  isSign(text: string, ahead = 0): boolean {
    const token = this.ahead(ahead);
    return token.kind === 'sign' && token.text === text;
  }

  isWord(text: string): boolean {
    return this.current.kind === 'word' && this.current.text === text;
  }

  /** Whether there was that sign; it is taken. */
  takeSign(text: string): boolean {
    if (!this.isSign(text)) return false;
    this.take();
    return true;
  }

  expectSign(text: string): Token {
    if (!this.isSign(text)) throw this.unexpected(`"${text}"`);
    return this.take();
  }

  /** Whether the current token follows the last one without a blank. */
  get isAdjacent(): boolean {
    return this.#at > 0 && this.last.end === this.current.start;
  }

  get newlinesAhead(): number {
    let count = 0;
    while (this.ahead(count).kind === 'newline') count += 1;
    return count;
  }

  skipNewlines(): void {
    while (this.current.kind === 'newline') this.take();
  }

  /** Where a path ends too early: behind the last token, or with one that is of no path. */
  endOfPath(expected: string): CompileFault {
    const span = { start: this.last.end - 1, end: this.last.end };
    return fault(203, 'syntax error', [
      primary(span, 'unexpected end of query path'),
      context(span, `expected one of: ${expected}`),
    ]);
  }

  unexpected(expected: string): CompileFault {
    const token = this.current;
    const span = { start: token.start, end: token.end };
    if (token.kind === 'end') {
      return fault(204, 'syntax error', [
        primary({ start: token.start, end: token.start }, 'unexpected end of program'),
        context({ start: token.start, end: token.start }, `expected one of: ${expected}`),
      ]);
    }
    return fault(203, 'syntax error', [
      primary(span, `unexpected syntax token: ${tokenName(token)}`),
      context(span, `expected one of: ${expected}`),
    ]);
  }
}

function tokenName(token: Token): string {
  const { kind, text } = token;
  const name = kindNames[kind] ?? signNames[text] ?? (kind === 'word' ? 'Identifier' : 'Operator');
  return JSON.stringify(name);
}

const kindNames: Readonly<Record<string, string>> = {
  newline: 'Newline',
  field: 'PathField',
  string: 'StringLiteral',
  raw: 'RawStringLiteral',
  integer: 'IntegerLiteral',
  float: 'FloatLiteral',
  regex: 'RegexLiteral',
  timestamp: 'TimestampLiteral',
};

const signNames: Readonly<Record<string, string>> = {
  '?': 'Question',
  '~': 'InvalidToken',
  ',': 'Comma',
  '=': 'Equals',
  ';': 'SemiColon',
  ':': 'Colon',
  '.': 'Dot',
  '!': 'Bang',
  '|=': 'MergeEquals',
  '%': 'PercentDot',
  '(': 'LParen',
  ')': 'RParen',
  '[': 'LBracket',
  ']': 'RBracket',
  '{': 'LBrace',
  '}': 'RBrace',
  '->': 'Arrow',
  _: 'Underscore',
  if: 'If',
  else: 'Else',
  null: 'Null',
  true: 'True',
  false: 'False',
  abort: 'Abort',
  return: 'Return',
};
