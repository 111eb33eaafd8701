import { type CompileFault, context, primary, type Span } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { Call as CallFacts, FunctionDefinition, Parameter } from '../functions/definition.ts';
import type { Argument, Call, Expression } from '../syntax/ast.ts';
import type { Value } from '../runtime/value.ts';
import type { Checker } from './checker.ts';
import { checkPathCall, isPathFunction } from './path-calls.ts';
import { any, type Kind } from './kind.ts';
import { has, isOnly, read } from './kind-sets.ts';
import { kindText } from './kind-text.ts';
import type { Local, TypedArgument, TypedClosure, TypedExpression } from './typed.ts';

const handling = ['see documentation about error handling at https://errors.vrl.dev/#handling'];

/** Checks a call against the function's definition. @throws {CompileFault} */
export function checkCall(checker: Checker, call: Call): TypedExpression {
  if (isPathFunction(call.name)) return checkPathCall(checker, call);
  const definition = checker.library.get(call.name);
  if (definition === undefined) throw undefinedFunction(call, checker.library);
  if (typeof definition.support === 'object') throw refusedFunction(call, definition.support.refused);
  const given = matchArguments(call, definition);
  const typed = definition.parameters.map((parameter, index) => {
    const argument = given[index];
    return argument == null ? null : checkArgument(checker, call, parameter, argument);
  });
  const facts = factsOf(definition, typed);
  checkConstants(call, definition, given, facts);
  for (const problem of definition.check?.(facts) ?? []) {
    const index = definition.parameters.findIndex(({ keyword }) => keyword === problem.keyword);
    const span = given[index]?.value.span ?? call.span;
    throw fault(403, 'invalid argument', [primary(span, problem.message)]);
  }
  const closure = checkClosure(checker, call, definition, facts);
  const canFail =
    typeof definition.fallible === 'function' ? definition.fallible(facts) : definition.fallible;
  const mayFail = canFail || typed.some((one) => one !== null && one.guard !== null);
  if (call.aborts && !mayFail) throw needlessAbort(call);
  const kind = typeof definition.returns === 'function' ? definition.returns(facts) : definition.returns;
  return {
    type: 'call',
    definition,
    aborts: call.aborts,
    arguments: typed,
    canFail,
    closure,
    kind: read(kind),
    fallible: mayFail && !call.aborts,
    span: call.span,
  };
}

/** Arguments in the order of the parameters. */
export function matchArguments(
  { name, nameSpan, span, arguments: given }: Call,
  { parameters }: Pick<FunctionDefinition, 'parameters'>,
): readonly (Argument | undefined)[] {
  const found = new Map<string, Argument>();
  const free = parameters.filter(
    ({ keyword }) => !given.some((argument) => argument.keyword === keyword),
  );
  let position = 0;
  for (const argument of given) {
    if (argument.keyword !== null) {
      if (!parameters.some(({ keyword }) => keyword === argument.keyword)) {
        throw fault(108, 'unknown function argument keyword', [
          primary(argument.span, 'unknown keyword'),
          context(nameSpan, `this function accepts the following keywords: ${parameters.map(({ keyword }) => `"${keyword}"`).join(', ')}`),
        ]);
      }
      found.set(argument.keyword, argument);
      continue;
    }
    const parameter = free[position];
    position += 1;
    if (parameter === undefined) {
      const count = parameters.length;
      throw fault(106, 'wrong number of function arguments', [
        primary(argument.span, 'unexpected function argument'),
        context(nameSpan, `this function takes a maximum of ${count} arguments`),
      ]);
    }
    found.set(parameter.keyword, argument);
  }
  for (const [index, { keyword, required }] of parameters.entries()) {
    if (required && !found.has(keyword)) {
      throw fault(107, 'missing function argument', [
        primary(span, `required argument missing: "${keyword}" (position ${index})`),
      ]);
    }
  }
  void name;
  return parameters.map(({ keyword }) => found.get(keyword));
}

function checkArgument(
  checker: Checker,
  call: Call,
  parameter: Parameter,
  { value, span }: Argument,
): TypedArgument {
  const typed = checker.check(value);
  if (typed.fallible) {
    throw fault(630, 'fallible argument', [
      primary(span, 'this expression can fail'),
      context(span, 'handle the error before passing it in as an argument'),
    ], handling);
  }
  const { kind } = parameter;
  if (isOnly(typed.kind, kind.bits) || typed.kind.bits === 0) return { value: typed, guard: null };
  if (!has(typed.kind, kind.bits)) throw invalidArgument(call, parameter, span, typed.kind);
  return { value: typed, guard: kind };
}

function factsOf(
  { parameters }: FunctionDefinition,
  typed: readonly (TypedArgument | null)[],
): CallFacts {
  const kinds = new Map<string, Kind>();
  const constants = new Map<string, Value>();
  for (const [index, parameter] of parameters.entries()) {
    const argument = typed[index];
    if (argument == null) continue;
    kinds.set(parameter.keyword, argument.value.kind);
    const { constant } = argument.value;
    if (constant !== undefined) constants.set(parameter.keyword, constant);
  }
  return { kinds, constants };
}

function checkConstants(
  call: Call,
  { parameters }: FunctionDefinition,
  given: readonly (Argument | undefined)[],
  { constants }: CallFacts,
): void {
  for (const [index, { keyword, isConstant, oneOf }] of parameters.entries()) {
    const argument = given[index];
    if (argument === undefined) continue;
    const constant = constants.get(keyword);
    if ((isConstant === true || oneOf !== undefined) && constant === undefined) {
      throw fault(400, `unexpected expression`, [
        primary(argument.span, `got: ${argument.value.kind}`),
        context(argument.span, 'expected: literal'),
      ]);
    }
    if (oneOf !== undefined && !oneOf.includes(String(constant))) {
      throw fault(401, 'invalid enum variant', [
        primary(argument.span, `got: ${String(constant)}`),
        context(argument.span, `expected one of: ${oneOf.map((one) => `"${one}"`).join(', ')}`),
      ]);
    }
  }
  void call;
}

function checkClosure(
  checker: Checker,
  call: Call,
  definition: FunctionDefinition,
  facts: CallFacts,
): TypedClosure | null {
  const { closure: shape } = definition;
  const { closure } = call;
  if (shape === undefined) {
    if (closure === null) return null;
    throw fault(109, 'unexpected closure', [
      primary(closure.span, 'unexpected closure'),
      context(call.nameSpan, `the function "${call.name}" does not accept a closure`),
    ]);
  }
  if (closure === null) {
    throw fault(120, 'missing function closure', [
      primary(call.span, `this function expects a closure argument`),
    ]);
  }
  const kinds = shape.variables(facts);
  if (kinds.length !== closure.variables.length) {
    throw fault(121, 'invalid closure arity', [
      primary(closure.span, `this closure has ${closure.variables.length} variables`),
      context(closure.span, `but the function expects ${kinds.length}`),
    ]);
  }
  const before = checker.state.copy();
  const { result, after } = checker.branch(() => {
    // it runs several times, so what it assigns is not what it was the first time
    checker.state.forget();
    const locals = closure.variables.map(({ name }, index): Local | null => {
      if (name === '_') return null;
      const local = checker.newLocal(name);
      checker.setLocal(name, { local, kind: kinds[index] ?? any, constant: undefined });
      return local;
    });
    const block = checker.block(closure.block);
    return { variables: locals, block };
  });
  checker.state.become(before, after);
  const { block } = result;
  if (block.fallible) {
    throw fault(100, 'unhandled error', [
      primary(block.span, 'expression can result in runtime error'),
      context(block.span, 'handle the error case to ensure runtime success'),
    ], handling);
  }
  if (!isOnly(block.kind, shape.returns.bits) && block.kind.bits !== 0) {
    throw fault(122, 'type mismatch in closure return type', [
      primary(closure.block.span, 'block returns invalid value type'),
      context(closure.block.span, `expected: ${kindText(shape.returns)}`),
      context(closure.block.span, `received: ${kindText(block.kind)}`),
    ]);
  }
  return result;
}

function undefinedFunction({ name, nameSpan }: Call, library: ReadonlyMap<string, unknown>): CompileFault {
  const labels = [primary(nameSpan, 'undefined function')];
  const close = closest(name, [...library.keys()]);
  if (close !== null) labels.push(context(nameSpan, `did you mean "${close}"?`));
  return fault(105, 'call to undefined function', labels);
}

function closest(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = 3;
  for (const one of known) {
    const distance = distanceOf(name, one);
    if (distance < bestDistance) [best, bestDistance] = [one, distance];
  }
  return best;
}

function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const change = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(change, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

function refusedFunction({ name, nameSpan }: Call, why: string): CompileFault {
  return fault(105, `the function "${name}" is not supported`, [primary(nameSpan, why)]);
}

function invalidArgument(
  call: Call,
  { keyword, kind }: Parameter,
  span: Span,
  got: Kind,
): CompileFault {
  return fault(110, 'invalid argument type', [
    primary(span, `this expression resolves to ${article(kindText(got))}`),
    context(span, `but the parameter "${keyword}" expects ${article(kindText(kind))}`),
  ], [`try: ensuring an appropriate type at runtime`]);
}

function article(text: string): string {
  return `the exact type ${text}`;
}

function needlessAbort({ name, nameSpan, span }: Call): CompileFault {
  void name;
  return fault(620, "can't abort infallible function", [
    primary({ start: nameSpan.end, end: nameSpan.end + 1 }, "this function can't fail"),
    context({ start: nameSpan.end, end: nameSpan.end + 1 }, 'remove this abort-instruction'),
  ], handling);
  void span;
}

/** Whether an expression is a path, which path functions take. */
export function isQuery(expression: Expression): boolean {
  return ['query', 'variable', 'member'].includes(expression.kind);
}
