import { GrokReader, literal } from './reader.ts';
import {
  type GrokLook,
  type GrokName,
  type GrokNode,
  GrokSyntaxError,
  type ParsedGrok,
} from './syntax.ts';

const maxNesting = 200;

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
}

const looks: Readonly<Record<string, GrokLook>> = {
  A: 'textStart',
  G: 'textStart',
  z: 'textEnd',
  Z: 'lastLineEnd',
  b: 'word',
  B: 'notWord',
};

/** @param lines whether `^` and `$` stand for ends of lines, too, as they do in Oniguruma. @throws {GrokSyntaxError} */
export function parseGrok(pattern: string, lines = true): ParsedGrok {
  const hasNames = /\(\?<(?![=!])/.test(pattern);
  const parser = new GrokParser(pattern, lines, hasNames);
  const node = parser.choice({ ignoreCase: false, dotAll: false, verbose: false }, 0);
  if (parser.reader.peek() !== '') throw new GrokSyntaxError(-116, 'unmatched close parenthesis');
  parser.checkReferences();
  return { node, groupCount: parser.groupCount, names: parser.names };
}

class GrokParser {
  readonly reader: GrokReader;
  readonly names: GrokName[] = [];
  groupCount = 0;
  private readonly references: string[] = [];
  private readonly lines: boolean;
  /** Where groups have names, those without capture nothing. */
  private readonly hasNames: boolean;
  constructor(pattern: string, lines: boolean, hasNames: boolean) {
    this.reader = new GrokReader(pattern);
    this.lines = lines;
    this.hasNames = hasNames;
  }

  checkReferences(): void {
    for (const name of this.references) {
      if (!this.names.some((other) => other.name === name)) {
        throw new GrokSyntaxError(-217, `undefined name <${name}> reference`);
      }
    }
  }

  choice(flags: Flags, depth: number): GrokNode {
    if (depth > maxNesting) throw new GrokSyntaxError(-16, 'too deep nest level');
    const items = [this.sequence(flags, depth)];
    while (this.reader.take('|')) items.push(this.sequence(flags, depth));
    return only(items) ?? { type: 'choice', items };
  }

  private sequence(flags: Flags, depth: number): GrokNode {
    const items: GrokNode[] = [];
    for (;;) {
      if (flags.verbose) this.reader.match(/(?:\s|#[^\n]*)+/y);
      const next = this.reader.peek();
      if (next === '' || next === '|' || next === ')') break;
      if (this.reader.match(/[*+?]/y) !== null) {
        throw new GrokSyntaxError(-113, 'target of repeat operator is not specified');
      }
      const item = this.item(flags, depth);
      if (item !== null) items.push(this.repeated(item, flags));
    }
    return only(items) ?? { type: 'sequence', items };
  }

  /** Null for a comment. */
  private item(flags: Flags, depth: number): GrokNode | null {
    const { reader } = this;
    const next = reader.next();
    switch (next) {
      case '(':
        return this.group(flags, depth);
      case '[':
        return classOf(reader.classBody(), flags);
      case '\\':
        return this.escape(flags);
      case '.':
        return classOf(flags.dotAll ? '\\p{Any}' : '^\\n', flags);
      case '^':
        return { type: 'look', kind: this.lines ? 'lineStart' : 'textStart' };
      case '$':
        return { type: 'look', kind: this.lines ? 'lineEnd' : 'textEnd' };
      default:
        return classOf(literal(next), flags);
    }
  }

  private escape(flags: Flags): GrokNode {
    const { reader } = this;
    const look = reader.match(/[AGzZbB]/y)?.[0];
    if (look !== undefined) return { type: 'look', kind: looks[look] ?? 'word' };
    if (reader.take('R')) return lineBreak(flags);
    if (reader.take('N')) return classOf('^\\n', flags);
    if (reader.take('O')) return classOf('\\p{Any}', flags);
    const name = reader.match(/k<([^>]*)>/y)?.[1];
    if (name !== undefined) {
      this.references.push(name);
      return { type: 'same', name, ignoreCase: flags.ignoreCase };
    }
    // where the match begins is of no use to the fields
    if (reader.take('K')) return { type: 'sequence', items: [] };
    const octal = reader.match(/[1-7][0-7]{2}/y)?.[0];
    if (octal !== undefined) {
      return classOf(literal(String.fromCharCode(Number.parseInt(octal, 8) & 0xff)), flags);
    }
    if (reader.match(/[1-9]/y) !== null) {
      throw new GrokSyntaxError(-209, 'numbered backref/call is not allowed. (use name)');
    }
    const other = /[gkXyY]/y;
    other.lastIndex = reader.position;
    const refused = other.exec(reader.text)?.[0];
    if (refused !== undefined) throw new GrokSyntaxError(0, `\\${refused} is not supported`);
    return classOf(reader.classEscape(), flags);
  }

  private group(flags: Flags, depth: number): GrokNode | null {
    const { reader } = this;
    if (reader.match(/\?#[^)]*\)/y) !== null) return null;
    const around = reader.match(/\?(<?)([=!])/y);
    if (around !== null) {
      const item = this.inside(flags, depth);
      return { type: 'around', item, isBehind: around[1] === '<', isNegated: around[2] === '!' };
    }
    if (reader.take('?>')) return { type: 'atomic', item: this.inside(flags, depth) };
    if (reader.take('?<')) return this.namedGroup(flags, depth);
    if (reader.peek() === '?') return this.flagGroup(flags, depth);
    if (this.hasNames) return this.inside(flags, depth);
    const index = ++this.groupCount;
    return { type: 'group', index, item: this.inside(flags, depth) };
  }

  private namedGroup(flags: Flags, depth: number): GrokNode {
    const name = this.reader.match(/[^>)]*/y)?.[0] ?? '';
    if (name === '') throw new GrokSyntaxError(-214, 'group name is empty');
    if (!/^[\p{Alphabetic}_]/u.test(name) || !this.reader.take('>')) {
      throw new GrokSyntaxError(-215, `invalid group name <${name}>`);
    }
    const index = ++this.groupCount;
    if (!this.names.some((other) => other.name === name)) this.names.push({ name, index });
    return { type: 'group', index, item: this.inside(flags, depth) };
  }

  private inside(flags: Flags, depth: number): GrokNode {
    const item = this.choice(flags, depth + 1);
    if (!this.reader.take(')')) {
      throw new GrokSyntaxError(-117, 'end pattern with unmatched parenthesis');
    }
    return item;
  }

  /** `(?im-x:…)`; flags that stand alone hold to the end of the group, other branches of it among that. */
  private flagGroup(before: Flags, depth: number): GrokNode {
    const { reader } = this;
    const match = reader.match(/\?([imx]*)(?:-([imx]*))?([:)])/y);
    if (match === null) throw new GrokSyntaxError(-119, 'undefined group option');
    const [, on = '', off = '', end] = match;
    const flag = (letter: string, value: boolean): boolean =>
      (value || on.includes(letter)) && !off.includes(letter);
    const flags = {
      ignoreCase: flag('i', before.ignoreCase),
      dotAll: flag('m', before.dotAll),
      verbose: flag('x', before.verbose),
    };
    return end === ':' ? this.inside(flags, depth) : this.choice(flags, depth + 1);
  }

  private repeated(first: GrokNode, flags: Flags): GrokNode {
    const { reader } = this;
    let item = first;
    for (;;) {
      if (flags.verbose) reader.match(/(?:\s|#[^\n]*)+/y);
      const sign = reader.match(/([*+?])([?+]?)/y);
      if (sign !== null) {
        const [, operator, mode] = sign;
        const min = operator === '+' ? 1 : 0;
        const max = operator === '?' ? 1 : Infinity;
        item = { type: 'repeat', item, min, max, isGreedy: mode !== '?' };
        if (mode === '+') item = { type: 'atomic', item };
        continue;
      }
      const range = reader.match(/\{(?:(\d+)(,?)(\d*)|,(\d+))\}(\??)/y);
      if (range === null) return item;
      item = repeatOf(item, range);
    }
  }
}

function repeatOf(item: GrokNode, range: RegExpExecArray): GrokNode {
  const [, from = '0', comma = ',', to = '', most = to, lazy] = range;
  const min = Number(from);
  const upper = most === '' ? Infinity : Number(most);
  const max = comma === '' ? min : upper;
  if (Math.max(min, max === Infinity ? 0 : max) > 100_000) {
    throw new GrokSyntaxError(-201, 'too big number is specified for repeat range');
  }
  const least = Math.min(min, max);
  const repeat = (isGreedy: boolean): GrokNode => ({
    type: 'repeat',
    item,
    min: least,
    max: Math.max(min, max),
    isGreedy,
  });
  if (lazy !== '?') return repeat(true);
  // a question mark behind an exact number makes all of it optional
  if (comma !== '') return repeat(false);
  return { type: 'repeat', item: repeat(true), min: 0, max: 1, isGreedy: true };
}

function only(items: readonly GrokNode[]): GrokNode | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function classOf(body: string, { ignoreCase }: Flags): GrokNode {
  return { type: 'class', set: { body, ignoreCase } };
}

function lineBreak(flags: Flags): GrokNode {
  const pair = [literal('\r'), literal('\n')].map((body) => classOf(body, flags));
  const one = classOf('\\n\\v\\f\\r\\x85\\u{2028}\\u{2029}', flags);
  return {
    type: 'atomic',
    item: { type: 'choice', items: [{ type: 'sequence', items: pair }, one] },
  };
}
