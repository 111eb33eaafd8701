import { choicesOf } from './regex/choices.ts';
import { type JavaScriptSource, javaScriptSource } from './regex/javascript.ts';
import { Machine } from './regex/machine.ts';
import { parseRegex } from './regex/parse.ts';
import { programOf } from './regex/program.ts';
import type { ParsedRegex } from './regex/syntax.ts';

/** Where a regular expression matched, in UTF-16 units. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  /** The whole match first; undefined for a group that matched nothing. */
  readonly groups: readonly (string | undefined)[];
}

/** Steps that a match may take at worst, so that JavaScript's engine, which backtracks, may be used for it. */
const maxSteps = 4e6;

/**
 * A regular expression in the dialect of Rust's `regex`, matched in linear time: by JavaScript's engine where the
 * pattern and the length of the text bound what it may have to try again, by a machine of our own elsewhere.
 */
export class Regex {
  /** As it stands between the quotes of `r'…'`. */
  readonly source: string;
  private readonly parsed: ParsedRegex;
  private readonly javaScript: JavaScriptSource | null;
  /** Made for the first text: the compiler looks at many and matches with none. */
  private expression: RegExp | null = null;
  /** Texts up to this length are matched by `expression`. */
  private readonly maxLength: number;
  private readonly isAnchored: boolean;
  private machine: Machine | null = null;

  /** @throws {RegexSyntaxError} where the pattern is none */
  constructor(source: string) {
    this.source = source;
    this.parsed = parseRegex(source);
    const { node } = this.parsed;
    const { isBounded, loops, doublings } = choicesOf(node);
    this.javaScript = isBounded ? javaScriptSource(node) : null;
    this.isAnchored = node.type === 'sequence' && isTextStart(node.items[0]);
    const degree = loops + (this.isAnchored ? 0 : 1);
    this.maxLength =
      degree === 0 ? Infinity : (maxSteps / 2 ** doublings) ** (1 / Math.max(1, degree));
    // a pattern that is too large is refused now, not at its first event
    if (this.javaScript === null) this.machine = this.newMachine();
  }

  get groupCount(): number {
    return this.parsed.groupCount;
  }

  /** Names of groups, in the order in which these begin. */
  get names(): ParsedRegex['names'] {
    return this.parsed.names;
  }

  test(text: string): boolean {
    if (this.javaScript === null || text.length > this.maxLength) {
      return this.slowMachine().match(text, 0) !== null;
    }
    const expression = this.expression ?? this.newExpression(this.javaScript);
    expression.lastIndex = 0;
    return expression.test(text);
  }

  /** The first match at or behind a position. */
  match(text: string, from = 0): RegexMatch | null {
    if (this.javaScript?.hasSameGroups === true && text.length <= this.maxLength) {
      const expression = this.expression ?? this.newExpression(this.javaScript);
      expression.lastIndex = from;
      const match = expression.exec(text);
      if (match === null) return null;
      return { start: match.index, end: match.index + match[0].length, groups: match };
    }
    const slots = this.slowMachine().match(text, from);
    if (slots === null) return null;
    const groups = Array.from({ length: slots.length / 2 }, (_, index) => {
      const start = slots[index * 2] ?? -1;
      const end = slots[index * 2 + 1] ?? -1;
      return start < 0 || end < 0 ? undefined : text.slice(start, end);
    });
    return { start: slots[0] ?? 0, end: slots[1] ?? 0, groups };
  }

  /** All matches that do not overlap; an empty one does not come right behind another match. */
  *matches(text: string): Generator<RegexMatch, void> {
    let position = 0;
    let lastEnd = -1;
    while (position <= text.length) {
      const match = this.match(text, position);
      if (match === null) return;
      if (match.end === match.start && match.end === lastEnd) {
        position = match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1);
        continue;
      }
      yield match;
      position = match.end;
      lastEnd = match.end;
    }
  }

  private newExpression({ source, ignoreCase }: JavaScriptSource): RegExp {
    this.expression = new RegExp(source, ignoreCase ? 'giv' : 'gv');
    return this.expression;
  }

  private slowMachine(): Machine {
    this.machine ??= this.newMachine();
    return this.machine;
  }

  private newMachine(): Machine {
    return new Machine(programOf(this.parsed.node), this.parsed.groupCount, this.isAnchored);
  }
}

function isTextStart(node: ParsedRegex['node'] | undefined): boolean {
  return node?.type === 'look' && node.kind === 'textStart';
}
