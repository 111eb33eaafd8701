import { type CompileFault, primary, type Span } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type {
  Argument,
  Assigning,
  Block,
  Call,
  Closure,
  Expression,
  If,
  Operator,
  Program,
  TemplatePart,
} from './ast.ts';
import { afterListed, expected } from './expected.ts';
import { readTokens } from './lexer.ts';
import { isPathAhead, parseRooted, parseSegments } from './parse-path.ts';
import { keywords, reserved, type Token } from './token.ts';
import { isTarget, targetOf } from './targets.ts';
import { TokenReader } from './token-reader.ts';

/** How tightly an operator binds what stands beside it. */
const tightness: ReadonlyMap<string, number> = new Map<Operator, number>([
  ['??', 0],
  ['||', 1],
  ['&&', 1],
  ['==', 2],
  ['!=', 2],
  ['<', 3],
  ['<=', 3],
  ['>', 3],
  ['>=', 3],
  ['+', 4],
  ['-', 4],
  ['|', 4],
  ['*', 5],
  ['/', 5],
]);

const assignings: readonly string[] = ['=', '|='];

/** Deeper nesting than this is refused: the stack of the compiler is not endless. */
const maxDepth = 200;

/** As much for operators in a row, and for `else if`. */
const maxChain = 500;

/** Makes the syntax tree of a program. @throws {CompileFault} for the first thing that is no VRL */
export function parseProgram(text: string): Program {
  return new Parser(new TokenReader(readTokens(text))).program();
}

/** One method a rule, in one class however long that gets, as the rules are in each other. */
class Parser {
  readonly #tokens: TokenReader;
  #depth = 0;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  program(): Program {
    if (isLeadingSemicolon(this.#tokens)) throw this.#tokens.unexpected(expected.statement);
    const body = this.#statements(() => this.#tokens.current.kind === 'end');
    return { body };
  }

  /** Expressions, each on lines of its own or behind a `;`. */
  #statements(isEnd: () => boolean, close: string | null = null): readonly Expression[] {
    const tokens = this.#tokens;
    const body: Expression[] = [];
    const skip = (): boolean => {
      const before = tokens.position;
      while (tokens.current.kind === 'newline' || tokens.isSign(';')) tokens.take();
      return tokens.position > before;
    };
    skip();
    while (!isEnd()) {
      // a block may end where its first statement could begin
      const isOpen = close !== null && body.length === 0;
      const one = this.#statement(isOpen ? expected.statementOrEnd : expected.statement);
      body.push(one);
      if (!skip() && !isEnd()) throw tokens.unexpected(this.#afterStatement(one, close));
    }
    return body;
  }

  #afterStatement(one: Expression, close: string | null): string {
    if (this.#tokens.isSign(',') || this.#tokens.isSign(')')) return expected.afterStatement;
    const end = close === null ? '' : `, "${close}"`;
    if (one.kind === 'call' && one.closure === null) return `${expected.afterCall}${end}`;
    return `${isTarget(one) ? expected.afterTarget : expected.afterValue}${end}`;
  }

  /** What may stand on its own or be assigned: also what has no operator beside it. */
  #statement(awaited: string = expected.statement): Expression {
    const tokens = this.#tokens;
    const { current } = tokens;
    const { start, end } = current;
    if (current.kind === 'word' && !isCallAhead(tokens)) {
      const span = { start, end };
      if (current.text === 'if') {
        tokens.take();
        return this.#if(start);
      }
      if (current.text === 'abort') {
        tokens.take();
        const message = this.#isExpressionAhead() ? this.#expression(awaited) : null;
        return { kind: 'abort', message, span: message === null ? span : join(span, message.span) };
      }
      if (current.text === 'return') {
        tokens.take();
        const value = this.#expression(expected.returned);
        return { kind: 'return', value, span: join(span, value.span) };
      }
    }
    return this.#assignable(awaited);
  }

  /** An expression, or an assignment of one. */
  #assignable(awaited: string): Expression {
    const tokens = this.#tokens;
    if (tokens.isWord('_'))
      return this.#assignment({ kind: 'variable', name: '_', span: spanOf(tokens.take()) });
    const first = this.#expression(awaited);
    return this.#assignment(first);
  }

  #assignment(first: Expression): Expression {
    const tokens = this.#tokens;
    const isBoth = tokens.isSign(',') && isTarget(first);
    const { current } = tokens;
    const isOne = current.kind === 'sign' && assignings.includes(current.text);
    if (!isBoth && !isOne) {
      if (first.kind === 'variable' && first.name === '_')
        throw tokens.unexpected(expected.assigningOrBoth);
      return first;
    }
    if (!isTarget(first)) throw tokens.unexpected(this.#afterStatement(first, null));
    let { text: assigning } = tokens.take();
    let error: Expression | null = null;
    if (isBoth) {
      const { position } = tokens;
      error = tokens.isWord('_')
        ? { kind: 'variable', name: '_', span: spanOf(tokens.take()) }
        : this.#expression(expected.target);
      if (!isTarget(error)) {
        tokens.rewind(position);
        throw tokens.unexpected(expected.target);
      }
      const sign = tokens.current;
      if (sign.kind !== 'sign' || !assignings.includes(sign.text)) {
        throw tokens.unexpected(expected.assigning);
      }
      assigning = tokens.take().text as Assigning;
    }
    const { end: signEnd } = tokens.last;
    tokens.skipNewlines();
    this.#deepen();
    const value = this.#statement();
    this.#depth -= 1;
    return {
      kind: 'assignment',
      target: targetOf(first),
      error: error === null ? null : targetOf(error),
      assigning: assigning as Assigning,
      value,
      signEnd,
      span: join(first.span, value.span),
    };
  }

  #deepen(): void {
    this.#depth += 1;
    if (this.#depth <= maxDepth) return;
    throw tooDeep(this.#tokens.current);
  }

  /** What may have operators beside it. @param awaited what could stand here, see `expected` */
  #expression(awaited: string): Expression {
    this.#deepen();
    const expression = this.#operation(0, awaited);
    this.#depth -= 1;
    return expression;
  }

  /** What operators of that tightness, or a greater one, hold together. */
  #operation(least: number, awaited: string): Expression {
    let left = this.#not(awaited);
    for (let count = 0; ; count += 1) {
      if (count > maxChain) throw this.#tooLong();
      const { current } = this.#tokens;
      const tight = current.kind === 'sign' ? tightness.get(current.text) : undefined;
      if (tight === undefined || tight < least) return left;
      const operatorSpan = spanOf(this.#tokens.take());
      this.#tokens.skipNewlines();
      const right = this.#operation(tight + 1, expected.rightOperand);
      const span = join(left.span, right.span);
      left = {
        kind: 'operation',
        operator: current.text as Operator,
        operatorSpan,
        left,
        right,
        span,
      };
    }
  }

  #not(awaited: string): Expression {
    const { current } = this.#tokens;
    const signs: Token[] = [];
    while (this.#tokens.current.kind === 'sign' && /^!+$/.test(this.#tokens.current.text)) {
      const { start, text } = this.#tokens.take();
      for (let at = 0; at < text.length; at += 1) {
        signs.push({ kind: 'sign', text: '!', start: start + at, end: start + at + 1 });
      }
    }
    let expression = this.#term(signs.length > 0 ? expected.operand : awaited);
    if (signs.length > maxDepth) throw tooDeep(current);
    for (const { start } of signs.toReversed()) {
      expression = {
        kind: 'not',
        inner: expression,
        span: join({ start, end: start }, expression.span),
      };
    }
    return expression;
  }

  #term(awaited: string): Expression {
    const tokens = this.#tokens;
    const expression = this.#bare(awaited);
    if (!isPathAhead(tokens) || !takesPath(expression)) return expression;
    const path = parseSegments(tokens);
    return { kind: 'member', of: expression, path, span: join(expression.span, tokens.last) };
  }

  // oxlint-disable-next-line typescript/consistent-return -- each kind is a case
  #bare(awaited: string): Expression {
    const tokens = this.#tokens;
    const token = tokens.current;
    const { start, end } = token;
    const span = { start, end };
    switch (token.kind) {
      case 'integer':
        tokens.take();
        return { kind: 'integer', value: token.value, span };
      case 'float':
        tokens.take();
        return { kind: 'float', value: token.value, span };
      case 'string':
        tokens.take();
        return { kind: 'string', parts: token.parts, span };
      case 'raw':
        tokens.take();
        return { kind: 'string', parts: [{ kind: 'text', text: token.text, span }], span };
      case 'regex':
        tokens.take();
        return { kind: 'regex', source: token.text, span };
      case 'timestamp':
        tokens.take();
        return { kind: 'timestamp', text: token.text, span };
      case 'word':
        return this.#word(token, awaited);
      case 'sign':
        return this.#sign(token, awaited);
      case 'field':
      case 'newline':
      case 'end':
        throw tokens.unexpected(awaited);
    }
  }

  #word(token: Token, awaited: string): Expression {
    const tokens = this.#tokens;
    const { start, end, text } = token;
    const span = { start, end };
    tokens.take();
    if (text === 'true' || text === 'false')
      return { kind: 'boolean', value: text === 'true', span };
    if (text === 'null') return { kind: 'null', span };
    const aborts = tokens.isSign('!') && tokens.isAdjacent && tokens.isSign('(', 1);
    if (tokens.isAdjacent && (tokens.isSign('(') || aborts)) return this.#call(token, aborts);
    if (keywords.has(text) || text === '_') {
      tokens.rewind(tokens.position - 1);
      throw tokens.unexpected(awaited);
    }
    if (reserved.has(text)) {
      throw fault(205, 'reserved keyword', [
        primary(span, 'this identifier name is reserved for future use in the language'),
        primary(span, 'use a different name instead'),
      ]);
    }
    return { kind: 'variable', name: text, span };
  }

  #isExpressionAhead(): boolean {
    const { kind, text } = this.#tokens.current;
    if (kind === 'end' || kind === 'newline') return false;
    if (kind !== 'sign') return text !== 'else';
    return ['.', '%', '(', '{', '[', '!'].includes(text);
  }

  #sign({ start, text }: Token, awaited: string): Expression {
    const tokens = this.#tokens;
    if (text === '.' || text === '%') {
      tokens.take();
      const path = parseRooted(tokens);
      const root = text === '.' ? 'event' : 'metadata';
      return { kind: 'query', root, path, span: { start, end: tokens.last.end } };
    }
    if (text === '(') {
      tokens.take();
      this.#deepen();
      const inner = this.#assignable(expected.grouped);
      this.#depth -= 1;
      if (!tokens.isSign(')')) throw tokens.unexpected(expected.afterGrouped);
      tokens.take();
      return { kind: 'group', inner, span: { start, end: tokens.last.end } };
    }
    if (text === '[') return this.#array(start);
    if (text === '{') return this.#isObjectAhead() ? this.#object(start) : this.#block();
    throw tokens.unexpected(awaited);
  }

  #array(start: number): Expression {
    const tokens = this.#tokens;
    tokens.take();
    const items: Expression[] = [];
    this.#list(']', () => {
      items.push(this.#expression(expected.item));
    });
    return { kind: 'array', items, span: { start, end: tokens.last.end } };
  }

  /** What stands in brackets, with commas between, one behind the last if one likes. */
  #list(close: string, item: () => void): void {
    const tokens = this.#tokens;
    tokens.skipNewlines();
    while (!tokens.takeSign(close)) {
      item();
      tokens.skipNewlines();
      if (tokens.isSign(close)) continue;
      if (!tokens.takeSign(',')) throw tokens.unexpected(afterListed(close));
      tokens.skipNewlines();
    }
  }

  #isObjectAhead(): boolean {
    let ahead = 1;
    while (this.#tokens.ahead(ahead).kind === 'newline') ahead += 1;
    if (this.#tokens.isSign('}', ahead)) return true;
    const { kind } = this.#tokens.ahead(ahead);
    return (kind === 'string' || kind === 'raw') && this.#tokens.isSign(':', ahead + 1);
  }

  #object(start: number): Expression {
    const tokens = this.#tokens;
    tokens.take();
    const fields: { name: string; value: Expression }[] = [];
    this.#list('}', () => {
      const key = tokens.take();
      if (key.kind !== 'string' && key.kind !== 'raw') {
        tokens.rewind(tokens.position - 1);
        throw tokens.unexpected(expected.key);
      }
      const name = key.kind === 'string' ? plainText(key.parts) : key.text;
      tokens.expectSign(':');
      tokens.skipNewlines();
      fields.push({ name, value: this.#expression(expected.operand) });
    });
    return { kind: 'object', fields, span: { start, end: tokens.last.end } };
  }

  #block(awaited: string = expected.block): Block {
    const tokens = this.#tokens;
    const { start } = tokens.current;
    if (!tokens.takeSign('{')) throw tokens.unexpected(awaited);
    this.#deepen();
    const body = this.#statements(() => tokens.isSign('}'), '}');
    this.#depth -= 1;
    if (body.length === 0) throw tokens.unexpected(expected.statement);
    tokens.take();
    return { kind: 'block', body, span: { start, end: tokens.last.end } };
  }

  #tooLong(): CompileFault {
    const { start, end } = this.#tokens.current;
    return fault(203, 'syntax error', [primary({ start, end }, 'this goes on for too long')]);
  }

  #if(start: number, count = 0): If {
    if (count > maxChain) throw this.#tooLong();
    const tokens = this.#tokens;
    const from = tokens.current.start;
    const predicate = this.#predicate();
    const predicateSpan = { start: from, end: tokens.last.end };
    tokens.skipNewlines();
    const whenTrue = this.#block();
    let otherwise: Block | If | null = null;
    const position = tokens.position;
    tokens.skipNewlines();
    if (tokens.isWord('else')) {
      const { start: elseStart } = tokens.take();
      tokens.skipNewlines();
      if (tokens.isWord('if')) {
        tokens.take();
        otherwise = this.#if(elseStart, count + 1);
      } else {
        otherwise = this.#block(expected.elseBranch);
      }
    } else {
      tokens.rewind(position);
    }
    const span = { start, end: tokens.last.end };
    return { kind: 'if', predicate, predicateSpan, whenTrue, otherwise, span };
  }

  /** One expression, or several in parentheses of which the last one counts. */
  #predicate(): readonly Expression[] {
    const tokens = this.#tokens;
    const position = tokens.position;
    if (tokens.takeSign('(')) {
      this.#deepen();
      const body = this.#grouped();
      this.#depth -= 1;
      if (body !== null) return body;
      tokens.rewind(position);
    }
    return [this.#expression(expected.operand)];
  }

  /** What stands in parentheses right before the block; null where they are but a part of the predicate. */
  #grouped(): readonly Expression[] | null {
    const tokens = this.#tokens;
    tokens.skipNewlines();
    const body = [this.#assignable(expected.grouped)];
    while (tokens.isSign(';') || tokens.current.kind === 'newline') {
      tokens.take();
      if (tokens.isSign(')') || tokens.isSign(';') || tokens.current.kind === 'newline') continue;
      body.push(this.#assignable(expected.grouped));
    }
    if (!tokens.takeSign(')')) return null;
    return tokens.isSign('{', tokens.newlinesAhead) ? body : null;
  }

  #call(name: Token, aborts: boolean): Call {
    const tokens = this.#tokens;
    if (aborts) tokens.take();
    tokens.take();
    const args: Argument[] = [];
    this.#list(')', () => {
      const { start } = tokens.current;
      let keyword: string | null = null;
      if (tokens.current.kind === 'word' && tokens.isSign(':', 1)) {
        keyword = tokens.take().text;
        tokens.take();
        tokens.skipNewlines();
      }
      const value = this.#expression(keyword === null ? expected.argument : expected.operand);
      args.push({ keyword, value, span: { start, end: value.span.end } });
    });
    const closure = tokens.isSign('->') ? this.#closure() : null;
    return {
      kind: 'call',
      name: name.text,
      nameSpan: { start: name.start, end: name.end },
      aborts,
      arguments: args,
      closure,
      span: { start: name.start, end: tokens.last.end },
    };
  }

  #closure(): Closure {
    const tokens = this.#tokens;
    const { start } = tokens.take();
    const variables: { name: string; span: Span }[] = [];
    if (!tokens.takeSign('||')) {
      tokens.expectSign('|');
      while (!tokens.takeSign('|')) {
        const { kind, text, start: from, end } = tokens.current;
        if (kind !== 'word' || keywords.has(text))
          throw tokens.unexpected(expected.closureVariable);
        tokens.take();
        variables.push({ name: text, span: { start: from, end } });
        if (!tokens.takeSign(',') && !tokens.isSign('|'))
          throw tokens.unexpected(expected.afterClosureVariable);
      }
    }
    tokens.skipNewlines();
    const block = this.#block();
    return { variables, block, span: { start, end: tokens.last.end } };
  }
}

function tooDeep(token: Token): CompileFault {
  return fault(203, 'syntax error', [primary(spanOf(token), 'nested too deeply')]);
}

/** Where there are no templates, the braces are text. */
function plainText(parts: readonly TemplatePart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : `{{ ${part.name} }}`)).join('');
}

function join(first: Span, last: Span): Span {
  return { start: first.start, end: last.end };
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function isCallAhead(tokens: TokenReader): boolean {
  const next = tokens.ahead(1);
  return tokens.isSign('(', 1) && next.start === tokens.current.end;
}

function isLeadingSemicolon(tokens: TokenReader): boolean {
  return tokens.isSign(';', tokens.newlinesAhead);
}

function takesPath({ kind }: Expression): boolean {
  return ['variable', 'call', 'block', 'array', 'object'].includes(kind);
}
