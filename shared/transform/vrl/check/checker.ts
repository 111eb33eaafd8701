import { CompileFault, type Diagnostic, type Span } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { Block, Expression, If, Program, Segment, Target } from '../syntax/ast.ts';
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
import { checkNegation, operationResult, rejectOperands } from './operations.ts';
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
  readonly pending: TypedExpression[] = [];
  state: State;
  /** Whether values are of the kinds that they are found to have. */
  trustsKinds = true;
  #locals: number;
  /** What assignments with a fault would have assigned: roots with paths. */
  readonly #missing = new Set<string>();

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
    this.pending.length = 0;
    const typed = this.#attempt(expression);
    for (const one of this.pending) {
      this.diagnostics.push(unhandled(this, one, 'unhandled error').diagnostic);
    }
    return typed;
  }

  /** Null: it has a fault, which is told. */
  #attempt(expression: Expression): TypedExpression | null {
    try {
      return this.check(expression);
    } catch (thrown) {
      if (!(thrown instanceof CompileFault)) throw thrown;
      if (thrown !== alreadyTold) this.diagnostics.push(thrown.diagnostic);
      return null;
    }
  }

  newLocal(name: string): Local {
    this.#locals += 1;
    return { name, number: this.#locals };
  }

  setLocal(name: string, state: LocalState): void {
    this.state.setLocal(name, state);
  }

  check(expression: Expression): TypedExpression {
    const before = this.pending.length;
    const typed = this.#typedOf(expression);
    // of what can fail within it, its parts have told already
    if (typed.fallible && this.pending.length === before) this.pending.push(typed);
    return typed;
  }

  /** Checks what answers itself for what can fail in it. */
  consuming<T>(run: () => T): T {
    const before = this.pending.length;
    try {
      return run();
    } finally {
      this.pending.length = before;
    }
  }

  // oxlint-disable-next-line typescript/consistent-return -- each kind is a case
  #typedOf(expression: Expression): TypedExpression {
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
        return { ...inner, span };
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
        this.rejectMissing(root, path);
        const kind = atPath(this.state.root(root), path);
        return { type: 'read', root, path, kind, fallible: false, span };
      }
      case 'variable':
        return this.variable(expression.name, span);
      case 'member': {
        if (expression.of.kind === 'variable') {
          this.rejectMissing(`${expression.of.name} `, expression.path);
        }
        // VRL takes it for a part of the path, not for an expression of its own
        const of = this.#typedOf(expression.of);
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
        const value = this.consuming(() => this.check(expression.value));
        if (value.fallible) {
          throw fallibleOperand({ start: span.start, end: span.start + 'return'.length }, 'return');
        }
        return { type: 'return', value, kind: never, fallible: false, span };
      }
    }
  }

  variable(name: string, span: Span): TypedExpression {
    this.rejectMissing(`${name} `, []);
    const known = this.state.local(name);
    if (known === undefined) throw undefinedVariable(name, span, this.state.names);
    const { local, kind, constant } = known;
    return { type: 'local', local, kind, constant, fallible: false, span };
  }

  /**
   * Checks in a state of its own; afterwards it is as if that state had never been, but for what `after` takes of it.
   * Where there is a fault it stays, as VRL's does.
   */
  branch<T>(run: () => T): { readonly result: T; readonly after: State } {
    const outer = this.state;
    this.state = outer.copy();
    const result = run();
    const after = this.state;
    this.state = outer;
    return { result, after };
  }

  block({ body, span }: Block): TypedExpression {
    const { result, after } = this.branch(() => body.map((one) => this.check(one)));
    this.state.leave(after);
    return blockOf(result, span);
  }

  /** What VRL takes an expression for that it judges by what is known behind it. */
  judged(
    expression: Expression,
    typed: TypedExpression,
    before: State,
    after: State,
  ): TypedExpression {
    if (!before.differs(after)) return typed;
    const outer = this.state;
    const told = this.diagnostics.length;
    this.state = after.copy();
    const again = this.consuming(() => this.#attempt(expression));
    this.diagnostics.length = told;
    this.state = outer;
    return again ?? typed;
  }

  /** Where the value of an assignment has a fault, nobody has to hear of what follows from it. */
  skip(target: Target): void {
    if (target.kind === 'none') return;
    const root = target.kind === 'path' ? target.root : `${target.name} `;
    this.#missing.add(root + JSON.stringify(target.path));
  }

  rejectMissing(root: string, path: readonly Segment[]): void {
    if (this.#missing.size > 0 && this.#missing.has(root + JSON.stringify(path))) throw alreadyTold;
  }

  #string({ parts, span }: Extract<Expression, { kind: 'string' }>): TypedExpression {
    if (parts.length === 0) return constantOf('', bytes, span);
    let all: TypedExpression | null = null;
    for (const part of parts) {
      const one: TypedExpression =
        part.kind === 'text'
          ? constantOf(part.text.toWellFormed(), bytes, span)
          : { ...this.variable(part.name, part.span), span };
      all = all === null ? one : operation('+', all, one, span);
    }
    return all as TypedExpression;
  }

  #object({ fields, span }: Extract<Expression, { kind: 'object' }>): TypedExpression {
    const typed = new Map<string, TypedExpression>();
    let isSound = true;
    for (const { name, value } of fields) {
      const one = this.#attempt(value);
      if (one === null) isSound = false;
      else typed.set(name, one);
    }
    if (!isSound) throw alreadyTold;
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
    const told = this.pending.length;
    const isJudged = operator === '??' || operator === '|';
    const before = isJudged ? this.state.copy() : this.state;
    const first = this.check(left);
    if (operator === '??') this.pending.length = told;
    const isLazy = operator === '??' || operator === '||' || operator === '&&';
    const { result: second, after } = isLazy
      ? this.branch(() => this.check(right))
      : { result: this.check(right), after: this.state };
    try {
      if (isComparing(operator) && left.kind === 'operation' && isComparing(left.operator)) {
        throw chainedComparison(operatorSpan);
      }
      if (isJudged) {
        const judged = (expression: Expression, typed: TypedExpression): TypedExpression =>
          this.judged(expression, typed, before, after);
        rejectOperands(operator, judged(left, first), judged(right, second), operatorSpan);
      }
    } catch (thrown) {
      this.pending.length = told;
      throw thrown;
    }
    if (isLazy) this.state.become(this.state.copy(), after);
    const typed = operation(operator, first, second, span);
    if (!typed.fallible) this.pending.length = told;
    return typed;
  }

  #if({ predicate, predicateSpan, whenTrue, otherwise, span }: If): TypedExpression {
    // what a predicate assigns stays known behind it
    const tests = this.consuming(() => {
      const told = this.pending.length;
      const all = predicate.map((one) => this.check(one));
      const failing = this.pending[told];
      if (failing !== undefined) throw unhandled(this, failing, 'fallible predicate');
      return all;
    });
    const test = blockOf(tests, predicateSpan);
    if (!isOnly(test.kind, booleanBit)) throw nonBooleanPredicate(test);
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
    const typed = message === null ? null : this.consuming(() => this.check(message));
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
): TypedExpression {
  const result = operationResult(operator, left, right);
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

/** Of several expressions the last one counts; what may fail behind one that never ends in a value is never reached. */
function blockOf(body: readonly TypedExpression[], span: Span): TypedExpression {
  const last = body.at(-1);
  if (last === undefined) return constantOf(null, nothing, span);
  if (body.length === 1) return last;
  const end = body.findIndex(({ kind }) => kind.bits === 0);
  const fallible = body.some((one, index) => one.fallible && (end === -1 || index <= end));
  return { type: 'block', body, kind: last.kind, fallible, span };
}
