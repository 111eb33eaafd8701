import { CompileFault, type Diagnostic, type Span } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { Block, Expression, If, Program } from '../syntax/ast.ts';
import { floatOf, integerOf, type Value, type VrlObject } from '../runtime/value.ts';
import { checkAssignment } from './assignments.ts';
import type { CheckContext, Library } from './check-context.ts';
import { checkCall } from './calls.ts';
import {
  chainedComparison,
  fallibleOperand,
  nonBooleanPredicate,
  nonStringMessage,
  undefinedVariable,
  unhandled,
} from './expression-faults.ts';
import {
  anyArray,
  anyObject,
  boolean,
  booleanBit,
  bytes,
  bytesBit,
  type Collection,
  type Kind,
  nothing,
  regex,
  timestamp,
} from './kind.ts';
import { kindOfValue } from './kind-of-value.ts';
import { atPath, isOnly, never, read, union } from './kind-sets.ts';
import { constantResult } from './constant-result.ts';
import { checkNegation, operationResult } from './operations.ts';
import { parseRegexLiteral, parseTimestampLiteral } from './literals.ts';
import { type LocalState, State } from './state.ts';
import type { Local, TypedExpression } from './typed.ts';
import { setField } from '../../../set-field.ts';

export interface Checked {
  /** Null where there is an error. */
  readonly program: TypedExpression | null;
  readonly diagnostics: readonly Diagnostic[];
  /** False: a closure has changed a variable to another kind, which VRL does not see. */
  readonly trustsKinds: boolean;
  /** What is known behind it, for a program that goes on from there. */
  readonly known: Known;
}

/** What programs before one have left: what is known of the event and of variables, and how many of these there were. */
export interface Known {
  readonly state: State;
  readonly locals: number;
}

/** Finds out the kinds of a program's expressions, and whether whatever may fail is handled. */
export function checkProgram(
  program: Program,
  library: Library,
  source: string,
  before: Known = { state: new State(), locals: 0 },
): Checked {
  const checker = new Checker(library, source, before);
  const body: TypedExpression[] = [];
  for (const expression of program.body) {
    const typed = checker.root(expression);
    if (typed !== null) body.push(typed);
  }
  const { diagnostics } = checker;
  const isSound = diagnostics.every(({ severity }) => severity !== 'error');
  const span = { start: 0, end: 0 };
  const { known, trustsKinds } = checker;
  return { program: isSound ? blockOf(body, span) : null, diagnostics, trustsKinds, known };
}

/** One method or case a kind of expression, in one class however long that gets, as they are in each other. */
class Checker implements CheckContext {
  readonly library: Library;
  readonly diagnostics: Diagnostic[] = [];
  state: State;
  /** Whether values are of the kinds that they are found to have. */
  trustsKinds = true;
  #locals: number;

  readonly #source: string;
  readonly #isAscii: boolean;

  constructor(library: Library, source: string, { locals, state }: Known) {
    this.library = library;
    this.#source = source;
    this.#isAscii = Buffer.byteLength(source) === source.length;
    this.#locals = locals;
    this.state = state.copy();
  }

  get known(): Known {
    return { state: this.state, locals: this.#locals };
  }

  byteSpan(span: Span): Span {
    if (this.#isAscii) return span;
    const { start, end } = span;
    const before = Buffer.byteLength(this.#source.slice(0, start));
    return { start: before, end: before + Buffer.byteLength(this.#source.slice(start, end)) };
  }

  /** The program's own text of a part of it. */
  text({ start, end }: Span): string {
    return this.#source.slice(start, end);
  }

  /** One of the outermost expressions. An error in one does not keep the others from being checked. */
  root(expression: Expression): TypedExpression | null {
    const typed = this.statement(expression);
    if (typed === null || !typed.fallible) return typed;
    this.diagnostics.push(unhandled(this, typed, 'unhandled error').diagnostic);
    return null;
  }

  newLocal(name: string): Local {
    this.#locals += 1;
    return { name, number: this.#locals };
  }

  setLocal(name: string, state: LocalState): void {
    this.state.setLocal(name, state);
  }

  // oxlint-disable-next-line typescript/consistent-return -- each kind is a case
  check(expression: Expression): TypedExpression {
    const { span } = expression;
    switch (expression.kind) {
      case 'null':
        return constantOf(null, nothing, span);
      case 'boolean':
        return constantOf(expression.value, boolean, span);
      case 'integer':
        return literal(integerOf(expression.value), span);
      case 'float':
        return literal(floatOf(expression.value), span);
      case 'string':
        return this.#string(expression);
      case 'regex':
        return constantOf(parseRegexLiteral(expression.source, span), regex, span);
      case 'timestamp':
        return constantOf(parseTimestampLiteral(expression.text, span), timestamp, span);
      case 'array':
        return arrayOf(
          expression.items.map((item) => this.check(item)),
          span,
        );
      case 'object':
        return this.#object(expression);
      case 'group': {
        const inner = this.check(expression.inner);
        return { ...inner, span, innerSpan: inner.innerSpan ?? inner.span };
      }
      case 'block':
        return this.block(expression);
      case 'if':
        return this.#if(expression);
      case 'operation':
        return this.#operation(expression);
      case 'not': {
        const inner = this.check(expression.inner);
        checkNegation(inner, { start: span.start, end: span.start + 1 });
        return { type: 'not', inner, kind: boolean, fallible: inner.fallible, span };
      }
      case 'query': {
        const { root, path } = expression;
        const kind = atPath(this.state.root(root), path);
        return { type: 'read', root, path, kind, fallible: false, span };
      }
      case 'variable':
        return this.variable(expression.name, span);
      case 'member': {
        const of = this.check(expression.of);
        const kind = atPath(of.kind, expression.path);
        return { type: 'member', of, path: expression.path, kind, fallible: of.fallible, span };
      }
      case 'call':
        return checkCall(this, expression);
      case 'assignment':
        return checkAssignment(this, expression);
      case 'abort':
        return this.#abort(expression.message, span);
      case 'return': {
        const value = this.check(expression.value);
        if (value.fallible) {
          throw fallibleOperand({ start: span.start, end: span.start + 'return'.length }, 'return');
        }
        return { type: 'return', value, kind: never, fallible: false, span };
      }
    }
  }

  variable(name: string, span: Span): TypedExpression {
    const known = this.state.local(name);
    if (known === undefined) throw undefinedVariable(name, span, this.state.names);
    const { local, kind, constant } = known;
    return { type: 'local', local, kind, constant, fallible: false, span };
  }

  /** Checks in a state of its own; afterwards it is as if that state had never been, but for what `after` takes of it. */
  branch<T>(run: () => T): { readonly result: T; readonly after: State } {
    const outer = this.state;
    this.state = outer.copy();
    try {
      const result = run();
      return { result, after: this.state };
    } finally {
      this.state = outer;
    }
  }

  block({ body, span }: Block): TypedExpression {
    const { result, after } = this.branch(() => body.map((one) => this.statement(one)));
    this.state.leave(after);
    const typed = result.filter((one) => one !== null);
    if (typed.length < result.length) throw alreadyTold;
    return blockOf(typed, span);
  }

  #string({ parts, span }: Extract<Expression, { kind: 'string' }>): TypedExpression {
    if (parts.length === 0) return constantOf('', bytes, span);
    let all: TypedExpression | null = null;
    for (const part of parts) {
      const one: TypedExpression =
        part.kind === 'text'
          ? constantOf(part.text.toWellFormed(), bytes, span)
          : { ...this.variable(part.name, span), span };
      all = all === null ? one : operation('+', all, one, span, span);
    }
    return all as TypedExpression;
  }

  #object({ fields, span }: Extract<Expression, { kind: 'object' }>): TypedExpression {
    const typed = new Map<string, TypedExpression>();
    for (const { name, value } of fields) typed.set(name, this.check(value));
    const all = [...typed];
    const known = new Map(all.map(([name, { kind }]) => [name, read(kind)]));
    const kind = { ...anyObject, fields: { known, unknown: null } };
    const fallible = all.some(([, one]) => one.fallible);
    let constant: VrlObject | undefined = {};
    for (const [name, one] of all) {
      if (one.constant === undefined) constant = undefined;
      else if (constant !== undefined) setField(constant, name, one.constant);
    }
    return { type: 'object', fields: all, kind, fallible, constant, span };
  }

  #operation({
    operator,
    operatorSpan,
    left,
    right,
    span,
  }: Extract<Expression, { kind: 'operation' }>): TypedExpression {
    if (isComparing(operator) && left.kind === 'operation' && isComparing(left.operator)) {
      throw chainedComparison(operatorSpan);
    }
    const first = this.check(left);
    if (operator !== '??' && operator !== '||' && operator !== '&&') {
      return operation(operator, first, this.check(right), span, operatorSpan);
    }
    const { result: second, after } = this.branch(() => this.check(right));
    this.state.become(this.state.copy(), after);
    return operation(operator, first, second, span, operatorSpan);
  }

  /** One of several: its fault does not keep the next from being checked. Null: it has one. */
  statement(expression: Expression): TypedExpression | null {
    try {
      return this.check(expression);
    } catch (thrown) {
      if (!(thrown instanceof CompileFault)) throw thrown;
      if (thrown !== alreadyTold) this.diagnostics.push(thrown.diagnostic);
      return null;
    }
  }

  #if({ predicate, predicateSpan, whenTrue, otherwise, span }: If): TypedExpression {
    // what a predicate assigns stays known behind it
    const tests = predicate.map((one) => this.check(one));
    const test = blockOf(tests, predicateSpan);
    if (test.fallible) throw unhandled(this, test, 'fallible predicate');
    if (test.kind.bits !== 0 && !isOnly(test.kind, booleanBit)) throw nonBooleanPredicate(test);
    const inner = this.branch(() => this.block(whenTrue));
    if (otherwise === null) {
      const kind = union(inner.result.kind, nothing);
      this.state.become(this.state.copy(), inner.after);
      const { fallible } = inner.result;
      return {
        type: 'if',
        predicate: test,
        whenTrue: inner.result,
        otherwise: null,
        kind,
        fallible,
        span,
      };
    }
    const other = this.branch(() => this.check(otherwise));
    this.state.become(inner.after, other.after);
    return {
      type: 'if',
      predicate: test,
      whenTrue: inner.result,
      otherwise: other.result,
      kind: union(inner.result.kind, other.result.kind),
      fallible: inner.result.fallible || other.result.fallible,
      span,
    };
  }

  #abort(message: Expression | null, span: Span): TypedExpression {
    const typed = message === null ? null : this.check(message);
    if (typed?.fallible === true) throw fallibleOperand(typed.span, 'abort');
    if (typed !== null && !isOnly(typed.kind, bytesBit)) throw nonStringMessage(typed);
    return { type: 'abort', message: typed, kind: never, fallible: false, span };
  }
}

/** Thrown where the faults have been told. */
const alreadyTold: CompileFault = fault(0, 'told', []);

function isComparing(operator: string): boolean {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

function constantOf(constant: Value, kind: Kind, span: Span): TypedExpression {
  return { type: 'constant', constant, kind, fallible: false, span };
}

function literal(value: Value, span: Span): TypedExpression {
  return constantOf(value, kindOfValue(value), span);
}

function operation(
  operator: Extract<Expression, { kind: 'operation' }>['operator'],
  left: TypedExpression,
  right: TypedExpression,
  span: Span,
  operatorSpan: Span,
): TypedExpression {
  const result = operationResult(operator, left, right, operatorSpan);
  const constant = constantResult(operator, left.constant, right.constant);
  return { type: 'operation', operator, left, right, ...result, constant, span };
}

function arrayOf(items: readonly TypedExpression[], span: Span): TypedExpression {
  const known = new Map(items.map(({ kind }, index) => [index, read(kind)]));
  const elements: Collection<number> = { known, unknown: null };
  const constants = items.map(({ constant }) => constant);
  const constant = constants.every((one) => one !== undefined) ? constants : undefined;
  return {
    type: 'array',
    items,
    kind: { ...anyArray, elements },
    fallible: items.some(({ fallible }) => fallible),
    constant,
    span,
  };
}

/** Of several expressions the last one counts; what comes behind one that never ends in a value is never reached. */
function blockOf(body: readonly TypedExpression[], span: Span): TypedExpression {
  const last = body.at(-1);
  if (last === undefined) return constantOf(null, nothing, span);
  if (body.length === 1) return last;
  const stops = body.some(({ kind }) => kind.bits === 0);
  const fallible = body.some((one) => one.fallible);
  return { type: 'block', body, kind: stops ? never : last.kind, fallible, span };
}
