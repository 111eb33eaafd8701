import { closest } from 'fastest-levenshtein';
import {
  type CompileFault,
  context,
  type Diagnostic,
  primary,
  type Span,
} from '../diagnostics/diagnostic.ts';
import { fault, handling, warning } from '../diagnostics/faults.ts';
import type { Parameter } from '../functions/definition.ts';
import type { Argument, Call, Expression } from '../syntax/ast.ts';
import { compiledText } from './compiled-text.ts';
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

/** A `!` behind what cannot fail. */
export function needlessAbort({ nameSpan: { start, end } }: Call): Diagnostic {
  return warning(
    620,
    "can't abort infallible function",
    [
      primary({ start, end }, "this function can't fail"),
      context({ start: end, end: end + 1 }, 'remove this abort (!) instruction'),
    ],
    handling.slice(0, 1),
  );
}

export function refusedFunction({ name, nameSpan }: Call, why: string): CompileFault {
  return fault(105, `the function "${name}" is not supported`, [primary(nameSpan, why)]);
}

/** Of a call that fails only because an argument may be of another kind: the fault that says so; else null. */
export function wrongArgument(
  call: Extract<TypedExpression, { type: 'call' }>,
): CompileFault | null {
  const wrong = wrongArgumentOf(call);
  if (wrong === null) return null;
  const { parameter, argument, got } = wrong;
  return invalidArgument(
    call.written,
    parameter,
    argument.value,
    keywordSpanOf(argument) ?? argument.value.span,
    got,
  );
}

/** The first argument that may be of another kind than its parameter takes. */
export function wrongArgumentOf({
  arguments: given,
  definition: { parameters },
  written,
}: Extract<TypedExpression, { type: 'call' }>): {
  readonly parameter: Parameter;
  readonly argument: Argument;
  readonly got: Kind;
} | null {
  for (const argument of written.arguments) {
    const index = given.findIndex(
      (one) =>
        one !== null && one.guard !== null && one.value.span.start === argument.value.span.start,
    );
    const typed = given[index];
    const parameter = parameters[index];
    if (typed === null || typed === undefined || parameter === undefined) continue;
    return { parameter, argument, got: typed.value.kind };
  }
  return null;
}

export function keywordSpanOf({ keyword, span: { start } }: Argument): Span | null {
  return keyword === null ? null : { start, end: start + keyword.length };
}

/** @param place where it is told what the parameter takes */
export function invalidArgument(
  call: Call,
  { keyword, kind }: Parameter,
  value: Expression,
  place: Span,
  got: Kind,
): CompileFault {
  return fault(
    110,
    'invalid argument type',
    [
      primary(value.span, `this expression resolves to ${exactly(got)}`),
      context(place, `but the parameter "${keyword}" expects ${exactly(kind)}`),
    ],
    advice(compiledText(value), callText(call), kind),
  );
}

function callText({ name, aborts, arguments: given }: Call): string {
  return `${name}${aborts ? '!' : ''}(${given.map(({ value }) => compiledText(value)).join(', ')})`;
}

function exactly(kind: Kind): string {
  const text = kindText(kind);
  if (text === 'any') return text;
  return text.includes(' or ') ? `one of ${text}` : `the exact type ${text}`;
}

/** By kind: what asserts it, and what makes it of another, if anything does. */
const ways: Readonly<Record<string, readonly [assert: string, coerce: string | null]>> = {
  string: ['string!', 'to_string(*) ?? "default"'],
  integer: ['int!', 'to_int(*) ?? 0'],
  float: ['float!', 'to_float(*) ?? 0'],
  boolean: ['bool!', 'to_bool(*) ?? false'],
  object: ['object!', null],
  array: ['array!', null],
  timestamp: ['timestamp!', 'to_unix_timestamp(*) ?? now()'],
};

/** How an argument is made one of the kind that is taken. */
function advice(argument: string, call: string, kind: Kind): readonly string[] {
  const way = ways[kindText(kind)];
  if (way === undefined) return [];
  const [assert, coerce] = way;
  const solution = (title: string, value: string): readonly string[] => [
    `try: ${title}`,
    '',
    `    ${argument} = ${value}`,
    `    ${call}`,
    '',
  ];
  return [
    ...solution('ensuring an appropriate type at runtime', `${assert}(${argument})`),
    ...(coerce === null
      ? []
      : solution(
          'coercing to an appropriate type and specifying a default value as a fallback in case coercion fails',
          coerce.replace('*', () => argument),
        )),
    ...handling,
  ];
}
