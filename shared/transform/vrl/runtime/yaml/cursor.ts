import type { Mark } from './fault.ts';

const breaks = '\n\r\u0085\u2028\u2029';

/** A document that is read character by character, with line and column. */
export class Cursor {
  index = 0;
  line = 0;
  column = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  get mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  /** The character so many behind this one; '' behind the end. They count by UTF-16 units, of which signs are one. */
  at(ahead = 0): string {
    return this.text[this.index + ahead] ?? '';
  }

  get isEnd(): boolean {
    return this.index >= this.text.length;
  }

  isBlank(ahead = 0): boolean {
    const character = this.at(ahead);
    return character === ' ' || character === '\t';
  }

  isBreak(ahead = 0): boolean {
    const character = this.at(ahead);
    return character !== '' && breaks.includes(character);
  }

  isBreakOrEnd(ahead = 0): boolean {
    return this.at(ahead) === '' || this.isBreak(ahead);
  }

  isBlankOrEnd(ahead = 0): boolean {
    return this.isBlank(ahead) || this.isBreakOrEnd(ahead);
  }

  /** Whether a line is `---` or `...` here. */
  isDocumentMark(sign: '-' | '.'): boolean {
    return (
      this.column === 0 && this.text.startsWith(sign.repeat(3), this.index) && this.isBlankOrEnd(3)
    );
  }

  skip(count = 1): void {
    for (let left = count; left > 0; left--) {
      this.index += (this.text.codePointAt(this.index) ?? 0) > 0xffff ? 2 : 1;
      this.column++;
    }
  }

  take(): string {
    const start = this.index;
    this.skip();
    return this.text.slice(start, this.index);
  }

  /** Takes characters of a set. @param expression sticky */
  match(expression: RegExp): string {
    expression.lastIndex = this.index;
    const text = expression.exec(this.text)?.[0] ?? '';
    this.index += text.length;
    this.column += text.length;
    return text;
  }

  skipBlanks(): void {
    this.match(/[ \t]*/y);
  }

  skipComment(): void {
    if (this.at() !== '#') return;
    while (!this.isBreakOrEnd()) this.skip();
  }

  /** A line break, which is `\n` whatever it was, but for Unicode’s own two. */
  takeBreak(): string {
    const character = this.at();
    this.index += this.text.startsWith('\r\n', this.index) ? 2 : 1;
    this.line++;
    this.column = 0;
    return character === '\u2028' || character === '\u2029' ? character : '\n';
  }
}
