import { readClass } from './parse-class.ts';
import { readEscape } from './parse-escape.ts';
import { PatternReader, type Flags } from './pattern-reader.ts';
import { type ParsedRegex, type RegexNode, RegexSyntaxError } from './syntax.ts';

/** Rust's own limit of nested groups. */
const maxNesting = 250;

/** Reads a pattern of Rust's `regex`. @throws {RegexSyntaxError} */
export function parseRegex(pattern: string): ParsedRegex {
  const parser = new Parser(pattern);
  const node = parser.choice(0);
  if (parser.reader.peek() !== '') {
    throw new RegexSyntaxError('unopened group', parser.reader.position);
  }
  return { node, groupCount: parser.groupCount, names: parser.names };
}

class Parser {
  readonly reader: PatternReader;
  readonly names: { name: string; index: number }[] = [];
  groupCount = 0;
  constructor(pattern: string) {
    this.reader = new PatternReader(pattern);
  }

  choice(depth: number): RegexNode {
    if (depth > maxNesting) {
      throw new RegexSyntaxError('exceed the maximum number of nested parentheses/brackets', 0);
    }
    // flags hold until the end of the group that they stand in
    const flags = { ...this.reader.flags };
    const items = [this.sequence(depth)];
    while (this.reader.take('|')) items.push(this.sequence(depth));
    this.reader.flags = flags;
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { type: 'choice', items };
  }

  private sequence(depth: number): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      this.reader.skipComments();
      const next = this.reader.peek();
      if (next === '' || next === '|' || next === ')') break;
      if ('*+?'.includes(next) || (next === '{' && items.length === 0)) {
        throw new RegexSyntaxError('repetition operator missing expression', this.reader.position);
      }
      const item = this.item(depth);
      if (item !== null) items.push(this.repeated(item));
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { type: 'sequence', items };
  }

  /** Null for flags that stand alone, as `(?i)`. */
  private item(depth: number): RegexNode | null {
    const { reader } = this;
    const next = reader.peek();
    const { flags } = reader;
    switch (next) {
      case '(':
        return this.group(depth);
      case '[':
        return { type: 'class', set: { body: readClass(reader), ignoreCase: flags.ignoreCase } };
      case '\\':
        return readEscape(reader);
      case '.':
        reader.next();
        return reader.classNode(flags.dotAll ? '\\p{Any}' : '^\\n');
      case '^':
        reader.next();
        return { type: 'look', kind: flags.multiLine ? 'lineStart' : 'textStart' };
      case '$':
        reader.next();
        return { type: 'look', kind: flags.multiLine ? 'lineEnd' : 'textEnd' };
      default:
        return reader.classNode(reader.literal(reader.next()));
    }
  }

  private group(depth: number): RegexNode | null {
    const { reader } = this;
    const start = reader.position;
    reader.next();
    let index: number | null = null;
    const name = reader.takeMatch(/^\?P?<([\p{Alphabetic}_][\p{Alphabetic}\p{Nd}_.[\]]*)>/u);
    if (name !== null) {
      index = ++this.groupCount;
      const text = name[1] ?? '';
      if (this.names.some((other) => other.name === text)) {
        throw new RegexSyntaxError('duplicate capture group name', start);
      }
      this.names.push({ name: text, index });
    } else if (reader.peek() === '?') {
      return this.flagGroup(start, depth);
    } else {
      index = ++this.groupCount;
    }
    return { type: 'group', index, item: this.inside(start, depth) };
  }

  private inside(start: number, depth: number): RegexNode {
    const item = this.choice(depth + 1);
    if (!this.reader.take(')')) throw new RegexSyntaxError('unclosed group', start);
    return item;
  }

  private flagGroup(start: number, depth: number): RegexNode | null {
    const { reader } = this;
    if (reader.takeMatch(/^\?<?[=!]/) !== null) {
      throw new RegexSyntaxError(
        'look-around, including look-ahead and look-behind, is not supported',
        start,
      );
    }
    const match = reader.takeMatch(/^\?([imsUuxR]*)(?:-([imsUuxR]+))?([:)])/);
    if (match === null) throw new RegexSyntaxError('unrecognized flag', reader.position);
    const before = { ...reader.flags };
    for (const flag of match[1] ?? '') setFlag(reader.flags, flag, true, start);
    for (const flag of match[2] ?? '') setFlag(reader.flags, flag, false, start);
    if (match[3] === ')') {
      if (match[1] === '' && match[2] === undefined) {
        throw new RegexSyntaxError('repetition operator missing expression', start);
      }
      return null;
    }
    const item = this.inside(start, depth);
    reader.flags = before;
    return item;
  }

  private repeated(first: RegexNode): RegexNode {
    let item = first;
    for (;;) {
      this.reader.skipComments();
      const range = this.range();
      if (range === null) return item;
      this.reader.skipComments();
      const isLazy = this.reader.take('?');
      item = { type: 'repeat', item, ...range, isGreedy: isLazy === this.reader.flags.swapGreed };
    }
  }

  private range(): { min: number; max: number } | null {
    const { reader } = this;
    if (reader.take('*')) return { min: 0, max: Infinity };
    if (reader.take('+')) return { min: 1, max: Infinity };
    if (reader.take('?')) return { min: 0, max: 1 };
    if (reader.peek() !== '{') return null;
    const start = reader.position;
    const match = reader.takeMatch(/^\{\s*(\d*)\s*(?:(,)\s*(\d*)\s*)?\}/);
    const [, from = '', comma, to = ''] = match ?? [];
    if (match === null || (from === '' && to === '')) {
      throw new RegexSyntaxError('repetition quantifier expects a valid decimal', start);
    }
    const min = from === '' ? 0 : Number(from);
    const most = to === '' ? Infinity : Number(to);
    const max = comma === undefined ? min : most;
    if (max < min) {
      throw new RegexSyntaxError(
        'invalid repetition count range, the start must be <= the end',
        start,
      );
    }
    return { min, max };
  }
}

function setFlag(flags: Flags, flag: string, value: boolean, position: number): void {
  if (flag === 'i') flags.ignoreCase = value;
  else if (flag === 'm') flags.multiLine = value;
  else if (flag === 's') flags.dotAll = value;
  else if (flag === 'U') flags.swapGreed = value;
  else if (flag === 'u') flags.unicode = value;
  else if (flag === 'x') flags.verbose = value;
  else
    throw new RegexSyntaxError('the flag R (lines that end in \\r\\n) is not supported', position);
}
