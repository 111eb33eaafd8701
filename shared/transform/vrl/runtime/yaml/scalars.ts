import type { Cursor } from './cursor.ts';
import { type Mark, yamlFault } from './fault.ts';

/** Line breaks and blanks between the lines of a scalar, folded. */
class Folds {
  blanks = '';
  first = '';
  others = '';
  isBroken = false;

  /** Takes blanks and line breaks. @param check is asked about each blank behind a line break */
  take(cursor: Cursor, check?: () => void): void {
    while (cursor.isBlank() || cursor.isBreak()) {
      if (cursor.isBreak()) {
        if (this.isBroken) this.others += cursor.takeBreak();
        else {
          this.blanks = '';
          this.first = cursor.takeBreak();
          this.isBroken = true;
        }
        continue;
      }
      if (this.isBroken) {
        check?.();
        cursor.skip();
      } else this.blanks += cursor.take();
    }
  }

  get text(): string {
    if (!this.isBroken) return this.blanks;
    if (!this.first.startsWith('\n')) return this.first + this.others;
    return this.others === '' ? ' ' : this.others;
  }
}

/** @param indent of what it stands in, from −1 */
export function scanPlain(
  cursor: Cursor,
  indent: number,
  isFlow: boolean,
): { readonly text: string; readonly isBroken: boolean } {
  const start = cursor.mark;
  const context = 'while scanning a plain scalar';
  const parts: string[] = [];
  let folds = new Folds();
  for (;;) {
    if (cursor.isDocumentMark('-') || cursor.isDocumentMark('.') || cursor.at() === '#') break;
    const begin = cursor.index;
    while (!cursor.isBlankOrEnd()) {
      const next = cursor.at();
      if (isFlow && next === ':' && /[,?[\]{}]/.test(cursor.at(1))) {
        throw yamlFault("found unexpected ':'", cursor.mark, context, start);
      }
      if (next === ':' && cursor.isBlankOrEnd(1)) break;
      if (isFlow && /[,[\]{}]/.test(next)) break;
      cursor.skip();
    }
    if (cursor.index > begin) {
      parts.push(folds.text, cursor.text.slice(begin, cursor.index));
      folds = new Folds();
    }
    if (!cursor.isBlank() && !cursor.isBreak()) break;
    folds.take(cursor, () => {
      if (cursor.at() === '\t' && cursor.column < indent + 1) {
        const problem = 'found a tab character that violates indentation';
        throw yamlFault(problem, cursor.mark, context, start);
      }
    });
    if (!isFlow && cursor.column < indent + 1) break;
  }
  return { text: parts.join(''), isBroken: folds.isBroken };
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1B',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00A0',
  L: '\u2028',
  P: '\u2029',
};
const widths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark;
  const context = 'while scanning a quoted scalar';
  const quote = cursor.take();
  const isDouble = quote === '"';
  const parts: string[] = [];
  for (;;) {
    if (cursor.isDocumentMark('-') || cursor.isDocumentMark('.')) {
      throw yamlFault('found unexpected document indicator', cursor.mark, context, start);
    }
    if (cursor.isEnd) {
      throw yamlFault('found unexpected end of stream', cursor.mark, context, start);
    }
    const folds = new Folds();
    while (!cursor.isBlankOrEnd()) {
      const next = cursor.at();
      if (!isDouble && next === "'" && cursor.at(1) === "'") {
        parts.push("'");
        cursor.skip(2);
      } else if (next === quote) break;
      else if (isDouble && next === '\\' && cursor.isBreak(1)) {
        cursor.skip();
        cursor.takeBreak();
        folds.isBroken = true;
        // what is left of the break is nothing
        folds.first = '';
        break;
      } else if (isDouble && next === '\\') parts.push(scanEscape(cursor, start));
      else parts.push(cursor.take());
    }
    if (cursor.at() === quote) break;
    folds.take(cursor);
    parts.push(folds.isBroken && folds.first === '' ? folds.others : folds.text);
  }
  cursor.skip();
  return parts.join('');
}

function scanEscape(cursor: Cursor, start: Mark): string {
  const context = 'while parsing a quoted scalar';
  const name = cursor.at(1);
  const plain = escapes[name];
  const width = widths[name];
  if (plain === undefined && width === undefined) {
    throw yamlFault('found unknown escape character', cursor.mark, context, start);
  }
  cursor.skip(2);
  if (plain !== undefined) return plain;
  const digits = cursor.text.slice(cursor.index, cursor.index + (width ?? 0));
  if (digits.length !== width || !/^[0-9a-fA-F]+$/.test(digits)) {
    throw yamlFault('did not find expected hexadecimal number', cursor.mark, context, start);
  }
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    const problem = 'found invalid Unicode character escape code';
    throw yamlFault(problem, cursor.mark, context, start);
  }
  cursor.skip(width);
  return String.fromCodePoint(code);
}

/** `|` or `>`, whose sign was not taken. @param outer the indent of what it stands in, from −1 */
export function scanBlock(cursor: Cursor, outer: number): string {
  const start = cursor.mark;
  const context = 'while scanning a block scalar';
  const isLiteral = cursor.take() === '|';
  const header = /^([+-]?)(\d?)([+-]?)/.exec(cursor.text.slice(cursor.index, cursor.index + 3));
  const [, before = '', digit = '', behind = ''] = header ?? [];
  const chomping = before === '' ? behind : before;
  cursor.skip(before.length);
  if (digit === '0') {
    const problem = 'found an indentation indicator equal to 0';
    throw yamlFault(problem, cursor.mark, context, start);
  }
  cursor.skip(digit.length + (before === '' ? behind.length : 0));
  cursor.skipBlanks();
  cursor.skipComment();
  if (!cursor.isBreakOrEnd()) {
    const problem = 'did not find expected comment or line break';
    throw yamlFault(problem, cursor.mark, context, start);
  }
  if (cursor.isBreak()) cursor.takeBreak();
  const given = digit === '' ? 0 : Math.max(outer, 0) + Number(digit);
  const found = scanBlockBreaks(cursor, given, outer, start);
  const { indent } = found;
  let { breaks } = found;
  const parts: string[] = [];
  let firstBreak = '';
  let wasBlank = false;
  while (cursor.column === indent && !cursor.isEnd) {
    const isBlank = cursor.isBlank();
    const folds = !isLiteral && firstBreak.startsWith('\n') && !wasBlank && !isBlank;
    if (!folds) parts.push(firstBreak);
    else if (breaks === '') parts.push(' ');
    parts.push(breaks);
    wasBlank = isBlank;
    const begin = cursor.index;
    while (!cursor.isBreakOrEnd()) cursor.skip();
    parts.push(cursor.text.slice(begin, cursor.index));
    firstBreak = cursor.isBreak() ? cursor.takeBreak() : '';
    ({ breaks } = scanBlockBreaks(cursor, indent, outer, start));
  }
  if (chomping !== '-') parts.push(firstBreak);
  if (chomping === '+') parts.push(breaks);
  return parts.join('');
}

/** Blank lines. @param given the indent; 0: that of the first line, or of a blank one that is longer */
function scanBlockBreaks(
  cursor: Cursor,
  given: number,
  outer: number,
  start: Mark,
): { readonly indent: number; readonly breaks: string } {
  const isOutside = (): boolean => given === 0 || cursor.column < given;
  let widest = 0;
  let breaks = '';
  for (;;) {
    while (cursor.at() === ' ' && isOutside()) cursor.skip();
    widest = Math.max(widest, cursor.column);
    if (isOutside() && cursor.at() === '\t') {
      throw yamlFault(
        'found a tab character where an indentation space is expected',
        cursor.mark,
        'while scanning a block scalar',
        start,
      );
    }
    if (!cursor.isBreak()) break;
    breaks += cursor.takeBreak();
  }
  return { indent: given === 0 ? Math.max(widest, outer + 1, 1) : given, breaks };
}
