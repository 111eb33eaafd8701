import type { RegexNode } from './syntax.ts';

export interface Flags {
  ignoreCase: boolean;
  multiLine: boolean;
  dotAll: boolean;
  swapGreed: boolean;
  unicode: boolean;
  /** Blanks mean nothing, and `#` begins a comment. */
  verbose: boolean;
}

/** A pattern that is read character by character, with the flags that hold where it stands. */
export class PatternReader {
  position = 0;
  flags: Flags = {
    ignoreCase: false,
    multiLine: false,
    dotAll: false,
    swapGreed: false,
    unicode: true,
    verbose: false,
  };
  private readonly pattern: string;
  constructor(pattern: string) {
    this.pattern = pattern;
  }

  /** The next character; '' at the end. */
  peek(): string {
    const code = this.pattern.codePointAt(this.position);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  next(): string {
    const character = this.peek();
    this.position += character.length;
    return character;
  }

  take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** @param expression begins with `^` */
  takeMatch(expression: RegExp): RegExpExecArray | null {
    const match = expression.exec(this.pattern.slice(this.position));
    if (match !== null) this.position += match[0].length;
    return match;
  }

  skipComments(): void {
    if (!this.flags.verbose) return;
    this.takeMatch(/^(?:\p{White_Space}|#[^\n]*(?:\n|$))+/u);
  }

  /** The body of a class of one character. */
  literal(character: string): string {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  }

  classNode(body: string): RegexNode {
    return { type: 'class', set: { body, ignoreCase: this.flags.ignoreCase } };
  }
}
