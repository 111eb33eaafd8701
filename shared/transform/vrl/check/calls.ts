import { context, primary } from '../diagnostics/diagnostic.ts';
import { fault, handling } from '../diagnostics/faults.ts';
import type { Call as CallFacts, FunctionDefinition, Parameter } from '../functions/definition.ts';
import type { Argument, Call, Expression } from '../syntax/ast.ts';
import type { Value } from '../runtime/value.ts';
import {
  invalidArgument,
  needlessAbort,
  refusedFunction,
  undefinedFunction,
} from './call-faults.ts';
import type { CheckContext } from './check-context.ts';
import {
  cannotCompile,
  invalidConstant,
  invalidVariant,
  notStatic,
  unexpectedExpression,
} from './constant-faults.ts';
import { kindOfValue } from './kind-of-value.ts';
import { matchArguments } from './match-arguments.ts';
import { checkPathCall, isPathFunction } from './path-calls.ts';
import { any, type Kind, undefinedBit } from './kind.ts';
import { has, isOnly, read } from './kind-sets.ts';
import { kindText } from './kind-text.ts';
import type { Local, TypedArgument, TypedClosure, TypedExpression } from './typed.ts';

/** Checks a call against the function's definition. @throws {CompileFault} */
export function checkCall(checker: CheckContext, call: Call): TypedExpression {
  if (isPathFunction(call.name)) {
    const typed = checkPathCall(checker, call);
    if (call.aborts && !typed.fallible && call.name !== 'unnest') {
      checker.diagnostics.push(needlessAbort(call));
    }
    return typed;
  }
  // as in VRL, what is wrong within its arguments is told before what is wrong with the call
  const values = checker.consuming(() => call.arguments.map(({ value }) => checker.check(value)));
  const definition = checker.library.get(call.name);
  if (definition === undefined) throw undefinedFunction(call, checker.library);
  if (typeof definition.support === 'object')
    throw refusedFunction(call, definition.support.refused);
  const places = matchArguments(call, definition, (parameter, index) => {
    rejectArgument(call, parameter, index, values[index] as TypedExpression);
  });
  const given = places.map((index) => (index === undefined ? undefined : call.arguments[index]));
  const typed = definition.parameters.map((parameter, index) => {
    const value = values[places[index] ?? -1];
    return value === undefined ? null : { value, guard: guardOf(parameter, value) };
  });
  const facts = factsOf(definition, typed);
  const closure = checkClosure(checker, call, definition, facts);
  checkConstants(checker, call, definition, given, facts);
  for (const problem of definition.check?.(facts) ?? []) {
    throw invalidConstant(call.span, problem, facts.constants.get(problem.keyword) ?? null);
  }
  const passed = preparedArguments(call, definition, typed, facts);
  const { misstatesKind = false } = definition;
  if (typeof misstatesKind === 'function' ? misstatesKind(facts) : misstatesKind) {
    checker.trustsKinds = false;
  }
  const canFail =
    typeof definition.fallible === 'function' ? definition.fallible(facts) : definition.fallible;
  const isGuarded = typed.some((one) => one !== null && one.guard !== null);
  const mayFail = canFail || isGuarded || closure?.block.fallible === true;
  if (call.aborts && !mayFail) checker.diagnostics.push(needlessAbort(call));
  const kind =
    typeof definition.returns === 'function' ? definition.returns(facts) : definition.returns;
  const typedCall: TypedExpression = {
    type: 'call',
    definition,
    written: call,
    aborts: call.aborts,
    arguments: passed,
    prepared: definition.prepare?.(facts) ?? null,
    canFail,
    place: checker.byteSpan(call.span),
    closure,
    kind,
    fallible: mayFail && !call.aborts,
    span: call.span,
  };
  if (isGuarded && !call.aborts) checker.pending.push(typedCall);
  return typedCall;
}

/** What takes anything takes what is not there, too. */
function takenBits(kind: Kind): number {
  return kind.bits === any.bits ? kind.bits | undefinedBit : kind.bits;
}

function guardOf(parameter: Parameter, { kind }: TypedExpression): Kind | null {
  return isOnly(kind, takenBits(parameter.kind)) ? null : parameter.kind;
}

function rejectArgument(
  call: Call,
  parameter: Parameter,
  index: number,
  { kind, fallible }: TypedExpression,
): void {
  const argument = call.arguments[index] as Argument;
  const { span } = argument.value;
  if (kind.bits !== 0 && !has(kind, takenBits(parameter.kind))) {
    throw invalidArgument(call, parameter, argument.value, argument.span, kind);
  }
  if (!fallible) return;
  throw fault(
    630,
    'fallible argument',
    [
      primary(span, 'this expression can fail'),
      context(span, 'handle the error before passing it in as an argument'),
    ],
    handling,
  );
}

function factsOf(
  { parameters, runsNoArguments }: FunctionDefinition,
  typed: readonly (TypedArgument | null)[],
): CallFacts {
  const kinds = new Map<string, Kind>();
  const constants = new Map<string, Value>();
  for (const [index, parameter] of parameters.entries()) {
    const argument = typed[index];
    if (argument === null || argument === undefined) continue;
    const { kind } = argument.value;
    // it gets null for what is not there, unless it is the compiler's knowledge that it is about
    kinds.set(parameter.keyword, runsNoArguments === true ? kind : read(kind));
    const { constant } = argument.value;
    if (constant !== undefined) constants.set(parameter.keyword, constant);
  }
  return { kinds, constants };
}

function checkConstants(
  checker: CheckContext,
  { span }: Call,
  { parameters }: FunctionDefinition,
  given: readonly (Argument | undefined)[],
  { constants }: CallFacts,
): void {
  for (const [index, parameter] of parameters.entries()) {
    const { keyword, isConstant, isStatic, literal, mayChange, oneOf } = parameter;
    const value = given[index]?.value;
    if (value === undefined) continue;
    // what VRL would compute is no literal to it
    const constant = value.kind === 'operation' ? undefined : constants.get(keyword);
    if (literal !== undefined) {
      if (value.kind !== literal) throw unexpectedExpression(span, keyword, literal, value.kind);
      const members = mayChange === true ? [] : membersOf(value);
      const changing = members.find((one) => checker.check(one).constant === undefined);
      if (changing !== undefined) throw notStatic(span, keyword, changing.kind);
    } else if (constant === undefined && isStatic === true) {
      throw notStatic(span, keyword, value.kind);
    } else if (constant === undefined && (isConstant === true || oneOf !== undefined)) {
      throw unexpectedExpression(span, keyword, 'literal', value.kind);
    }
    if (oneOf !== undefined && (typeof constant !== 'string' || !oneOf.includes(constant))) {
      throw invalidVariant(span, keyword, oneOf, constant ?? null);
    }
  }
}

function membersOf(value: Expression): readonly Expression[] {
  if (value.kind === 'array') return value.items;
  return value.kind === 'object' ? value.fields.map((field) => field.value) : [];
}

/** Arguments with what the function makes of constants in their place. */
function preparedArguments(
  { span }: Call,
  definition: FunctionDefinition,
  typed: readonly (TypedArgument | null)[],
  facts: CallFacts,
): readonly (TypedArgument | null)[] {
  const prepared = definition.compileConstants?.(facts);
  if (prepared === undefined) return typed;
  if ('code' in prepared) throw cannotCompile(span, prepared);
  if ('keyword' in prepared) {
    throw invalidConstant(span, prepared, facts.constants.get(prepared.keyword) ?? null);
  }
  return definition.parameters.map(({ keyword }, index) => {
    const constant = prepared.get(keyword);
    const before = typed[index] ?? null;
    if (constant === undefined) return before;
    return {
      value: { type: 'constant', constant, kind: kindOfValue(constant), fallible: false, span },
      guard: null,
    };
  });
}

function checkClosure(
  checker: CheckContext,
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
      context(
        { start: call.span.start, end: closure.span.end },
        'this function does not accept a closure',
      ),
    ]);
  }
  if (closure === null) {
    throw fault(111, 'missing closure', [primary(call.span, 'this function expects a closure')]);
  }
  const [iterated] = definition.parameters;
  const given = iterated === undefined ? undefined : facts.kinds.get(iterated.keyword);
  if (iterated !== undefined && given !== undefined && !isOnly(given, iterated.kind.bits)) {
    throw fault(121, 'type mismatch in closure parameter', [
      primary(call.span, 'the closure tied to this function call expects a different input value'),
      context(
        call.span,
        `expression has an inferred type of ${kindText(given)} where an ${kindText(iterated.kind)} was expected`,
      ),
    ]);
  }
  const kinds = shape.variables(facts);
  if (kinds.length !== closure.variables.length) {
    const [first] = closure.variables;
    const last = closure.variables.at(-1);
    const place =
      first === undefined || last === undefined
        ? { start: call.span.start, end: closure.span.end }
        : { start: first.span.start, end: last.span.end };
    throw fault(120, 'invalid closure arity', [
      primary(call.nameSpan, `this function requires a closure with ${kinds.length} argument(s)`),
      context(place, `but ${closure.variables.length} argument(s) are supplied`),
    ]);
  }
  const { result, after } = checker.branch(() => {
    const locals = closure.variables.map(({ name }, index): Local | null => {
      if (name === '_') return null;
      const local = checker.newLocal(name);
      checker.setLocal(name, { local, kind: kinds[index] ?? any, constant: undefined });
      return local;
    });
    const block = checker.block(closure.block);
    return { variables: locals, block };
  });
  // VRL goes on as if the closure had changed nothing, so kinds cannot be trusted from here on, nor in it
  if (checker.state.differs(after)) checker.trustsKinds = false;
  const { block } = result;
  if (!isOnly(block.kind, takenBits(shape.returns))) {
    throw fault(122, 'type mismatch in closure return type', [
      primary(closure.block.span, 'block returns invalid value type'),
      context(closure.block.span, `received: ${kindText(block.kind)}`),
      context(closure.block.span, `expected: ${kindText(shape.returns)}`),
    ]);
  }
  return result;
}
