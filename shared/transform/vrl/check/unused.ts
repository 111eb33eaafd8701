import { type Diagnostic, primary, type Span } from '../diagnostics/diagnostic.ts';
import type { Assignment, Block, Call, Expression, If, Program, Target } from '../syntax/ast.ts';
import { warning } from '../diagnostics/faults.ts';
import { expressionText } from './expression-text.ts';

/**
 * What becomes of an expression's value. `tolerated` is where nobody asks for it, in a block: there VRL says nothing of a
 * call without `!`, which may be the fallible part of something larger.
 */
type Fate = 'asked' | 'unasked' | 'tolerated';

/** Functions that are called for what they do. */
const effective = new Set(['del', 'log', 'assert', 'assert_eq', 'set_semantic_meaning']);

/** E900, VRL's warnings: values that nobody asks for, and variables that nobody reads, by their names behind them. */
export function unusedParts(program: Program, source: string): readonly Diagnostic[] {
  const visitor = new Visitor(source);
  for (const [index, expression] of program.body.entries()) {
    visitor.visit(expression, index === program.body.length - 1 ? 'asked' : 'unasked');
  }
  return [...visitor.warnings, ...visitor.unreadVariables()];
}

interface Variable {
  /** Where it was assigned first; a later assignment is not a variable of its own to VRL. */
  readonly span: Span;
  isRead: boolean;
  /** Assigned or read in a closure, of which VRL says nothing. */
  isOfClosure: boolean;
}

class Visitor {
  readonly warnings: Diagnostic[] = [];
  readonly #source: string;
  readonly #variables = new Map<string, Variable>();
  #isInClosure = false;

  constructor(source: string) {
    this.#source = source;
  }

  unreadVariables(): readonly Diagnostic[] {
    return [...this.#variables]
      .filter(([, { isRead, isOfClosure }]) => !isRead && !isOfClosure)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { span }]) => unused(`variable \`${name}\``, span));
  }

  visit(expression: Expression, fate: Fate): void {
    switch (expression.kind) {
      case 'null':
      case 'boolean':
      case 'integer':
      case 'float':
      case 'regex':
      case 'timestamp':
        this.#literal(expression, fate);
        break;
      case 'string':
        for (const part of expression.parts) if (part.kind === 'name') this.#read(part.name);
        this.#literal(expression, fate);
        break;
      case 'array':
        for (const item of expression.items) this.visit(item, fate);
        break;
      case 'object':
        if (fate !== 'asked') this.#warn('object', expression, expression.span);
        for (const { value } of expression.fields) this.visit(value, 'asked');
        break;
      case 'group':
      case 'not':
        this.visit(expression.inner, fate);
        break;
      case 'operation':
        this.visit(expression.left, fate);
        this.visit(expression.right, 'asked');
        break;
      case 'variable':
        this.#read(expression.name);
        break;
      case 'member':
        this.#member(expression.of, fate);
        break;
      case 'return':
        this.visit(expression.value, 'asked');
        break;
      case 'block':
        this.#block(expression, fate);
        break;
      case 'call':
        this.#call(expression, fate);
        break;
      case 'if':
        this.#if(expression);
        break;
      case 'assignment':
        this.#assignment(expression);
        break;
      case 'query':
      case 'abort':
        break;
    }
  }

  #literal(literal: Expression, fate: Fate): void {
    if (fate !== 'asked') this.#warn('literal', literal, literal.span);
  }

  /** A path into something: a variable is read where the value is asked for, a call is looked at, anything else is not. */
  #member(of: Expression, fate: Fate): void {
    if (of.kind === 'call') this.#call(of, fate);
    else if (of.kind === 'variable' && fate === 'asked') this.#read(of.name);
  }

  #block({ body }: Block, fate: Fate): void {
    for (const [index, expression] of body.entries()) {
      this.visit(expression, index === body.length - 1 ? fate : 'tolerated');
    }
  }

  #if({ predicate, whenTrue, otherwise }: If): void {
    for (const expression of predicate) this.visit(expression, 'asked');
    this.#block(whenTrue, 'asked');
    if (otherwise !== null) this.visit(otherwise, 'asked');
  }

  #call(call: Call, fate: Fate): void {
    for (const { value } of call.arguments) this.visit(value, 'asked');
    if (effective.has(call.name)) return;
    if (call.closure === null) {
      const isSilent = fate === 'asked' || (fate === 'tolerated' && !call.aborts);
      if (!isSilent) this.#warn('result for function call', call, call.span);
      return;
    }
    this.#isInClosure = true;
    for (const { name, span } of call.closure.variables) this.#assign(name, span);
    this.#block(call.closure.block, 'asked');
    this.#isInClosure = false;
  }

  #assignment({ target, error, assigning, value }: Assignment): void {
    for (const one of [target, error]) this.#target(one, assigning);
    this.visit(value, 'asked');
  }

  #target(target: Target | null, assigning: Assignment['assigning']): void {
    if (target?.kind !== 'variable') return;
    if (assigning === '|=') this.#read(target.name);
    else if (target.path.length === 0) this.#assign(target.name, target.span);
  }

  #assign(name: string, span: Span): void {
    if (name.startsWith('_') || this.#variables.has(name)) return;
    this.#variables.set(name, { span, isRead: false, isOfClosure: this.#isInClosure });
  }

  #read(name: string): void {
    const variable = this.#variables.get(name);
    if (variable === undefined) return;
    variable.isRead = true;
    if (this.#isInClosure) variable.isOfClosure = true;
  }

  #warn(what: string, expression: Expression, span: Span): void {
    const text = expressionText(expression, this.#source);
    this.warnings.push(unused(`${what} \`${text}\``, span));
  }
}

function unused(what: string, span: Span): Diagnostic {
  return warning(
    900,
    `unused ${what}`,
    [primary(span, 'help: use the result of this expression or remove it')],
    ['this expression has no side-effects'],
  );
}
