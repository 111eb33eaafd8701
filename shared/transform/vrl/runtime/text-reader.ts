/** A text that is read from its beginning to its end. */
export class TextReader {
  position = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  /** The next character; '' at the end. */
  peek(): string {
    const code = this.text.codePointAt(this.position);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  next(): string {
    const character = this.peek();
    this.position += character.length;
    return character;
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  /** Whether that comes next; it is taken. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.position += text.length;
    return true;
  }

  /** Takes what matches here. @param expression sticky */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.position;
    const match = expression.exec(this.text);
    if (match !== null) this.position += match[0].length;
    return match;
  }

  /** The same, its text alone. */
  matchText(expression: RegExp): string | null {
    return this.match(expression)?.[0] ?? null;
  }
}
