import { closest } from 'fastest-levenshtein';
import { type CompileFault, context, primary, type Span } from '../diagnostics/diagnostic.ts';
import { fault, handling } from '../diagnostics/faults.ts';
import type { Parameter } from '../functions/definition.ts';
import type { Call } from '../syntax/ast.ts';
import type { CheckContext } from './check-context.ts';
import type { Kind } from './kind.ts';
import { kindText } from './kind-text.ts';
import type { TypedExpression } from './typed.ts';

// What the checker says of calls, in VRL's words.

export function undefinedFunction(
  { name, nameSpan }: Call,
  library: ReadonlyMap<string, unknown>,
): CompileFault {
  return fault(105, 'call to undefined function', [
    primary(nameSpan, 'undefined function'),
    context(nameSpan, `did you mean "${closest(name, [...library.keys()].toSorted())}"?`),
  ]);
}

export function refusedFunction({ name, nameSpan }: Call, why: string): CompileFault {
  return fault(105, `the function "${name}" is not supported`, [primary(nameSpan, why)]);
}

/** Of a call that fails only because an argument may be of another kind: the fault that says so; else null. */
export function wrongArgument(
  checker: CheckContext,
  call: Extract<TypedExpression, { type: 'call' }>,
): CompileFault | null {
  const index = call.arguments.findIndex((one) => one !== null && one.guard !== null);
  const argument = call.arguments[index];
  const parameter = call.definition.parameters[index];
  if (argument === null || argument === undefined || parameter === undefined) return null;
  const { span, kind } = argument.value;
  return invalidArgument(checker, call.span, parameter, span, kind);
}

export function invalidArgument(
  checker: CheckContext,
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
