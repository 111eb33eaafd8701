import { type CompileFault, context, primary, type Span } from '../diagnostics/diagnostic.ts';
import { closest } from 'fastest-levenshtein';
import { fault, handling } from '../diagnostics/faults.ts';
import type { Call as CallFacts, FunctionDefinition, Parameter } from '../functions/definition.ts';
import type { Argument, Call } from '../syntax/ast.ts';
import type { Value } from '../runtime/value.ts';
import type { Checker } from './checker.ts';
import { checkPathCall, isPathFunction } from './path-calls.ts';
import { any, type Kind } from './kind.ts';
import { has, isOnly, read } from './kind-sets.ts';
import { kindText } from './kind-text.ts';
import type { Local, TypedArgument, TypedClosure, TypedExpression } from './typed.ts';

/** Checks a call against the function's definition. @throws {CompileFault} */
export function checkCall(checker: Checker, call: Call): TypedExpression {
  if (isPathFunction(call.name)) return checkPathCall(checker, call);
  const definition = checker.library.get(call.name);
  if (definition === undefined) throw undefinedFunction(call, checker.library);
  if (typeof definition.support === 'object')
    throw refusedFunction(call, definition.support.refused);
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
  const kind =
    typeof definition.returns === 'function' ? definition.returns(facts) : definition.returns;
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
          primary(
            { start: argument.span.start, end: argument.span.start + argument.keyword.length },
            'unknown keyword',
          ),
          context(
            nameSpan,
            `this function accepts the following keywords: ${parameters.map(({ keyword }) => `"${keyword}"`).join(', ')}`,
          ),
        ]);
      }
      if (found.has(argument.keyword)) throw tooMany(argument, nameSpan, parameters.length);
      found.set(argument.keyword, argument);
      continue;
    }
    const parameter = free[position];
    position += 1;
    if (parameter === undefined) throw tooMany(argument, nameSpan, parameters.length);
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

function tooMany({ span }: Argument, nameSpan: Span, count: number): CompileFault {
  void nameSpan;
  return fault(
    106,
    'wrong number of function arguments',
    [
      primary(span, 'too many function arguments'),
      context(span, `this function takes a maximum of ${count} argument${count === 1 ? '' : 's'}`),
    ],
    ['see documentation about function arguments at https://vrl.dev/expressions/#arguments'],
  );
}

function checkArgument(
  checker: Checker,
  call: Call,
  parameter: Parameter,
  { value, span }: Argument,
): TypedArgument {
  const typed = checker.check(value);
  if (typed.fallible) {
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
  const { kind } = parameter;
  if (isOnly(typed.kind, kind.bits) || typed.kind.bits === 0) return { value: typed, guard: null };
  if (!has(typed.kind, kind.bits))
    throw invalidArgument(checker, call.span, parameter, span, typed.kind);
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
      context(
        { start: call.span.start, end: closure.span.start },
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
        ? closure.span
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
  if (block.fallible) {
    throw fault(
      100,
      'unhandled error',
      [
        primary(block.span, 'expression can result in runtime error'),
        context(block.span, 'handle the error case to ensure runtime success'),
      ],
      handling,
    );
  }
  if (!isOnly(block.kind, shape.returns.bits) && block.kind.bits !== 0) {
    throw fault(122, 'type mismatch in closure return type', [
      primary(closure.block.span, 'block returns invalid value type'),
      context(closure.block.span, `received: ${kindText(block.kind)}`),
      context(closure.block.span, `expected: ${kindText(shape.returns)}`),
    ]);
  }
  return result;
}

function undefinedFunction(
  { name, nameSpan }: Call,
  library: ReadonlyMap<string, unknown>,
): CompileFault {
  return fault(105, 'call to undefined function', [
    primary(nameSpan, 'undefined function'),
    context(nameSpan, `did you mean "${closest(name, [...library.keys()].toSorted())}"?`),
  ]);
}

function refusedFunction({ name, nameSpan }: Call, why: string): CompileFault {
  return fault(105, `the function "${name}" is not supported`, [primary(nameSpan, why)]);
}

/** Of a call that fails only because an argument may be of another kind: the fault that says so; else null. */
export function wrongArgument(
  checker: Checker,
  call: Extract<TypedExpression, { type: 'call' }>,
): CompileFault | null {
  const index = call.arguments.findIndex((one) => one !== null && one.guard !== null);
  const argument = call.arguments[index];
  const parameter = call.definition.parameters[index];
  if (argument == null || parameter === undefined) return null;
  const { span, kind } = argument.value;
  return invalidArgument(checker, call.span, parameter, span, kind);
}

function invalidArgument(
  checker: Checker,
  call: Span,
  { keyword, kind }: Parameter,
  span: Span,
  got: Kind,
): CompileFault {
  return fault(
    110,
    'invalid argument type',
    [
      primary(span, `this expression resolves to ${exactly(got)}`),
      context(span, `but the parameter "${keyword}" expects ${exactly(kind)}`),
    ],
    advice(checker.text(span), checker.text(call), kind),
  );
}

function exactly(kind: Kind): string {
  const text = kindText(kind);
  if (text === 'any') return text;
  return text.includes(' or ') ? `one of ${text}` : `the exact type ${text}`;
}

/** How an argument is made one of the kind that is taken. */
function advice(argument: string, call: string, kind: Kind): readonly string[] {
  const name = kindText(kind);
  const ways: Readonly<Record<string, readonly [string, string, string]>> = {
    string: ['string', 'to_string', '"default"'],
    integer: ['int', 'to_int', '0'],
    float: ['float', 'to_float', '0'],
    boolean: ['bool', 'to_bool', 'false'],
  };
  const way = ways[name];
  if (way === undefined) return [];
  const [assert, coerce, standard] = way;
  return [
    'try: ensuring an appropriate type at runtime',
    '',
    `    ${argument} = ${assert}!(${argument})`,
    `    ${call}`,
    '',
    'try: coercing to an appropriate type and specifying a default value as a fallback in case coercion fails',
    '',
    `    ${argument} = ${coerce}(${argument}) ?? ${standard}`,
    `    ${call}`,
    '',
    ...handling,
  ];
}
