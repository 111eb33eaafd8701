import { TextReader } from '../text-reader.ts';
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
export class PatternReader extends TextReader {
  flags: Flags = {
    ignoreCase: false,
    multiLine: false,
    dotAll: false,
    swapGreed: false,
    unicode: true,
    verbose: false,
  };

  /** @param expression begins with `^` */
  takeMatch(expression: RegExp): RegExpExecArray | null {
    const match = expression.exec(this.text.slice(this.position));
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
