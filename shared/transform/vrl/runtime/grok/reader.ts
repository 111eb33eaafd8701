import { TextReader } from '../text-reader.ts';
import { letterClass, posixClass, propertyClass } from './classes.ts';
import { GrokSyntaxError } from './syntax.ts';

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  e: '\x1B',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** A pattern that is read character by character. */
export class GrokReader extends TextReader {
  /** What an escape that stands for characters stands for, as a class's body; the backslash is taken. */
  classEscape(): string {
    const letter = this.match(/[dswhDSWH]/y)?.[0];
    if (letter !== undefined) return letterClass(letter);
    const property = this.match(/([pP])\{([^}]*)\}/y);
    if (property !== null) return propertyClass(property[2] ?? '', property[1] === 'P');
    return literal(this.characterEscape());
  }

  private characterEscape(): string {
    const hex = this.match(/x\{([0-9a-fA-F]{1,8})\}|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})/y);
    if (hex !== null) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
      if (code > 0x10ffff) throw new GrokSyntaxError(-400, 'invalid code point value');
      return String.fromCodePoint(code);
    }
    const octal = this.match(/[0-7]{1,3}/y)?.[0];
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    const control = this.match(/c(.)|C-(.)/sy);
    if (control !== null) {
      return String.fromCharCode((control[1] ?? control[2] ?? '').charCodeAt(0) & 0x1f);
    }
    const character = this.next();
    if (character === '') throw new GrokSyntaxError(-104, 'end pattern at escape');
    return controls[character] ?? character;
  }

  /** The body of a class; its opening bracket is taken. */
  classBody(depth = 0): string {
    if (depth > 200) throw new GrokSyntaxError(-16, 'too deep nest level');
    const isNegated = this.take('^');
    const operands: string[] = [];
    let union = '';
    if (this.peek() === ']') {
      // it stands for itself where another one closes the class
      if (this.text.indexOf(']', this.position + 1) < 0) {
        throw new GrokSyntaxError(-102, 'empty char-class');
      }
      union = literal(this.next());
    }
    while (!this.take(']')) {
      if (this.peek() === '') throw new GrokSyntaxError(-103, 'premature end of char-class');
      if (this.take('&&')) {
        operands.push(union);
        union = '';
      } else {
        union += this.classItem(depth);
      }
    }
    operands.push(union);
    const body =
      operands.length === 1 ? union : `[${operands.map((one) => `[${one}]`).join('&&')}]`;
    return isNegated ? `^${body}` : body;
  }

  private classItem(depth: number): string {
    const posix = this.match(/\[:(\^?)([a-z]+):\]/y);
    if (posix !== null) {
      const body = posixClass(posix[2] ?? '');
      if (body === undefined) throw new GrokSyntaxError(-121, 'invalid POSIX bracket type');
      return posix[1] === '^' ? `[^${body}]` : body;
    }
    if (this.take('[')) return `[${this.classBody(depth + 1)}]`;
    const first = this.classCharacter();
    if (this.match(/-(?!\]|\[|&&)/y) === null) return first;
    if (!isLiteral(first)) {
      throw new GrokSyntaxError(-112, 'unmatched range specifier in char-class');
    }
    const last = this.classCharacter();
    if (!isLiteral(last)) return first + literal('-') + last;
    if (codeOf(first) > codeOf(last)) {
      throw new GrokSyntaxError(-203, 'empty range in char class');
    }
    return `${first}-${last}`;
  }

  private classCharacter(): string {
    if (this.match(/\\b/y) !== null) return literal('\b');
    return this.take('\\') ? this.classEscape() : literal(this.next());
  }
}

/** The body of a class of one character. */
export function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function isLiteral(body: string): boolean {
  return body.startsWith('\\u{');
}

function codeOf(body: string): number {
  return Number.parseInt(body.slice(3, -1), 16);
}
