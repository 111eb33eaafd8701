import { QueryReader } from './query-reader.ts';

type Comparator = '<' | '<=' | '>' | '>=';

/** A query of Datadog’s search. */
export type QueryNode =
  | { readonly type: 'all' | 'none' }
  | { readonly type: 'exists' | 'missing'; readonly field: string }
  | {
      readonly type: 'term' | 'prefix' | 'wildcard';
      readonly field: string;
      readonly text: string;
    }
  | {
      readonly type: 'compare';
      readonly field: string;
      readonly comparator: Comparator;
      readonly value: QueryValue;
    }
  | {
      readonly type: 'range';
      readonly field: string;
      readonly lower: QueryValue;
      readonly upper: QueryValue;
      readonly isInclusive: boolean;
    }
  | { readonly type: 'not'; readonly node: QueryNode }
  | { readonly type: 'and' | 'or'; readonly nodes: readonly QueryNode[] };

export type QueryValue =
  | { readonly type: 'open' }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'integer'; readonly integer: bigint }
  | { readonly type: 'float'; readonly number: number };

export const defaultField = '_default_';
const maxDepth = 200;

const start = '(?:\\\\[^]|(?!UNICODE3000)[^ \\r\\n\\t"()[\\]{}+\\-!:~^?*\\\\>=<])';
const rest = `(?:${start}|[-+=])`;
const end = '(?=[ \\r\\n\\t)\\]}]|$(?![^]))';
const term = new RegExp(`(?!AND|&&|OR|\\|\\||NOT|-)${start}${rest}*`, 'uy');
const prefix = new RegExp(`${start}${rest}*\\*${end}`, 'uy');
const glob = new RegExp(`(?:${start}|[*?])(?:${rest}|[*?])*${end}`, 'uy');
const wholeTerm = new RegExp(`${term.source}${end}`, 'uy');
const star = new RegExp(`\\*${end}`, 'uy');
const phrase = /"(?:\\[^]|[^"\\])*"/uy;
const numeric = /(?:\\?-)?\d+(?:\.\d+)?(?:E(?:\\?-)?\d+(?:\.\d+)?)?/y;
const ahead = /:|\*|[ \r\n\t]+(?:AND|&&|OR|\|\|)/y;

/** @throws {QueryFault} */
export function parseQuery(text: string): QueryNode {
  if (text.trim() === '') return { type: 'all' };
  const parser = new QueryParser(text);
  parser.reader.skipBlanks();
  const node = parser.query(0);
  if (node === null) throw parser.reader.fault;
  parser.reader.skipBlanks();
  const isDone = parser.reader.part('EOI', () =>
    parser.reader.position === text.length ? true : null,
  );
  if (isDone === null) throw parser.reader.fault;
  return node;
}

interface Group {
  readonly all: QueryNode[];
}

class QueryParser {
  readonly reader: QueryReader;
  constructor(text: string) {
    this.reader = new QueryReader(text);
  }

  query(depth: number, field: string = defaultField): QueryNode | null {
    const { reader } = this;
    if (depth > maxDepth) return null;
    return reader.part('query', () => {
      const groups: Group[] = [{ all: [] }];
      if (!this.first(groups, depth, field)) return null;
      for (;;) {
        const before = reader.position;
        reader.skipBlanks();
        if (this.multiterm(groups, field) || this.next(groups, depth, field)) continue;
        reader.position = before;
        break;
      }
      return combined(groups);
    });
  }

  private first(groups: readonly Group[], depth: number, field: string): boolean {
    return this.multiterm(groups, field) || this.clause(groups, depth, field);
  }

  private next(groups: Group[], depth: number, field: string): boolean {
    const { reader } = this;
    const before = reader.position;
    const word = reader.part('conjunction', () => reader.matchText(/AND|&&|OR|\|\|/y));
    if (word !== null) reader.skipBlanks();
    const isOr = word === 'OR' || word === '||';
    if (isOr) groups.push({ all: [] });
    if (this.clause(groups, depth, field)) return true;
    if (isOr) groups.pop();
    reader.position = before;
    return false;
  }

  /** Terms that belong to nothing else stand for one text. */
  private multiterm(groups: readonly Group[], field: string): boolean {
    const { reader } = this;
    const terms: string[] = [];
    const found = reader.part('multiterm', () => {
      for (;;) {
        const before = reader.position;
        if (terms.length > 0) reader.skipBlanks();
        const text = reader.part('multitermlookahead', () => {
          const one = reader.matchText(term);
          if (one === null) return null;
          const here = reader.position;
          const isOther = reader.matchText(ahead) !== null;
          reader.position = here;
          return isOther ? null : one;
        });
        if (text === null) {
          reader.position = before;
          return terms.length > 0 ? true : null;
        }
        terms.push(unescaped(text));
      }
    });
    if (found === null) return false;
    groups.at(-1)?.all.push({ type: 'term', field, text: terms.join(' ') });
    return true;
  }

  private clause(groups: readonly Group[], depth: number, field: string): boolean {
    const { reader } = this;
    const before = reader.position;
    const modifier = reader.part('modifiers', () => reader.matchText(/\+|NOT|-/y));
    if (modifier !== null) reader.skipBlanks();
    const node = reader.part('clause', () => this.clauseNode(depth, field));
    if (node === null) {
      reader.position = before;
      return false;
    }
    const isNot = modifier === 'NOT' || modifier === '-';
    groups.at(-1)?.all.push(isNot ? { type: 'not', node } : node);
    return true;
  }

  private clauseNode(depth: number, outer: string): QueryNode | null {
    const { reader } = this;
    if (reader.take('*:*')) return { type: 'all' };
    const name = reader.part('field', () => {
      const text = reader.matchText(term);
      return text !== null && reader.take(':') ? text : null;
    });
    if (name !== null) reader.skipBlanks();
    const field = name ?? outer;
    const value = reader.part('value', () => this.value(field));
    if (value !== null) return value;
    if (!reader.take('(')) return null;
    reader.skipBlanks();
    const node = this.query(depth + 1, field);
    if (node === null) return null;
    reader.skipBlanks();
    return reader.take(')') ? node : null;
  }

  private value(rawField: string): QueryNode | null {
    const { reader } = this;
    const field = unescaped(rawField);
    if (reader.matchText(star) !== null) {
      return rawField === defaultField ? { type: 'all' } : { type: 'wildcard', field, text: '*' };
    }
    const quoted = reader.matchText(phrase);
    if (quoted !== null) return termNode(rawField, unescaped(quoted.slice(1, -1)));
    const before = reader.matchText(prefix);
    if (before !== null) return { type: 'prefix', field, text: unescaped(before.slice(0, -1)) };
    const other = this.comparison(field) ?? this.range(field);
    if (other !== null) return other;
    const word = reader.matchText(wholeTerm);
    if (word !== null) return termNode(rawField, unescaped(word));
    const pattern = reader.matchText(glob);
    return pattern === null ? null : { type: 'wildcard', field, text: unescaped(pattern) };
  }

  private comparison(field: string): QueryNode | null {
    const { reader } = this;
    return reader.part('comparison', () => {
      const comparator = reader.matchText(/>=|<=|>|</y) as Comparator | null;
      if (comparator === null) return null;
      const number = reader.part('NUMERIC_TERM', () => reader.matchText(numeric));
      if (number !== null) return { type: 'compare', field, comparator, value: valueOf(number) };
      const text = reader.part('TERM', () => reader.matchText(term));
      if (text === null) return null;
      const value: QueryValue = { type: 'text', text: unescaped(text) };
      return { type: 'compare', field, comparator, value };
    });
  }

  private range(field: string): QueryNode | null {
    const { reader } = this;
    return reader.part('range', () => {
      const open = reader.matchText(/[[{]/y);
      if (open === null) return null;
      const lower = this.bound();
      reader.skipBlanks();
      if (lower === null || !reader.take('TO')) return null;
      const upper = this.bound();
      if (upper === null) return null;
      reader.skipBlanks();
      const isInclusive = open === '[';
      // a bracket of each kind is none of VRL's ranges
      const close = isInclusive ? 'RSQRBRACKET' : 'RBRACKET';
      if (reader.part(close, () => (reader.take(isInclusive ? ']' : '}') ? true : null)) === null) {
        return null;
      }
      return { type: 'range', field, lower: valueOf(lower), upper: valueOf(upper), isInclusive };
    });
  }

  private bound(): string | null {
    this.reader.skipBlanks();
    return this.reader.part('RANGE_VALUE', () => this.reader.matchText(/[^ \r\n\t\]}]+/y));
  }
}

function termNode(field: string, text: string): QueryNode {
  if (field === '_exists_') return { type: 'exists', field: text };
  if (field === '_missing_') return { type: 'missing', field: text };
  return { type: 'term', field: unescaped(field), text };
}

function combined(groups: readonly Group[]): QueryNode {
  const node = joined(
    'or',
    groups.map(({ all }) => joined('and', all)),
  );
  return node.type === 'not' && node.node.type === 'all' ? { type: 'none' } : node;
}

function joined(type: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { type, nodes };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([^])?/gu, '$1');
}

function valueOf(raw: string): QueryValue {
  const text = unescaped(raw).replace(/^"([^\n]+)"$/, '$1');
  if (text === '*') return { type: 'open' };
  if (/^[+-]?\d+$/.test(text)) {
    const integer = BigInt(text);
    if (BigInt.asIntN(64, integer) === integer) return { type: 'integer', integer };
  }
  const isFloat = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text);
  return isFloat ? { type: 'float', number: Number(text) } : { type: 'text', text };
}
