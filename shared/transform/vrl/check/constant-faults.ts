import { type CompileFault, context, primary, type Span } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { ArgumentFault, CallFault } from '../functions/definition.ts';
import { displayValue } from '../runtime/display.ts';
import type { Value } from '../runtime/value.ts';
import type { Expression } from '../syntax/ast.ts';

// What VRL says of arguments that a function looks at when the program is compiled: the fault of a call, with one of the
// function's own inside.

function wrapped(
  span: Span,
  code: number,
  message: string,
  texts: readonly string[],
): CompileFault {
  const labels = texts.map((text, index) => (index === 0 ? primary : context)(span, text));
  return fault(
    610,
    `function compilation error: error[E${String(code).padStart(3, '0')}] ${message}`,
    labels,
    code >= 400 ? [`learn more about error code ${code} at https://errors.vrl.dev/${code}`] : [],
  );
}

/** What VRL calls expressions that are no literals; of others, whose members are no constants, the same word as ours. */
const expressionWords: Partial<Record<Expression['kind'], string>> = {
  array: 'array',
  object: 'object',
  group: 'group',
  block: 'block',
  if: 'if-statement',
  operation: 'operation',
  assignment: 'assignment',
  query: 'query',
  member: 'query',
  call: 'function call',
  variable: 'variable call',
  not: 'unary operation',
  abort: 'abort operation',
  return: 'return',
};

export function unexpectedExpression(
  span: Span,
  keyword: string,
  expected: string,
  received: Expression['kind'],
): CompileFault {
  return wrapped(span, 400, 'unexpected expression type', [
    `unexpected expression for argument "${keyword}"`,
    `expected: ${expected}`,
    `received: ${expressionWords[received] ?? 'literal'}`,
  ]);
}

export function invalidVariant(
  span: Span,
  keyword: string,
  oneOf: readonly string[],
  received: Value,
): CompileFault {
  return wrapped(span, 401, 'invalid enum variant"', [
    `invalid enum variant for argument "${keyword}"`,
    `expected one of: ${oneOf.map((one) => `"${one}"`).join(', ')}`,
    `received: ${displayValue(received)}`,
  ]);
}

export function notStatic(span: Span, keyword: string, received: string): CompileFault {
  return wrapped(span, 402, 'this argument must be a static expression', [
    `expected static expression for argument "${keyword}"`,
    `received: ${received}`,
  ]);
}

export function invalidConstant(
  span: Span,
  { keyword, message, received }: ArgumentFault,
  value: Value,
): CompileFault {
  return wrapped(span, 403, 'invalid argument', [
    `invalid argument "${keyword}"`,
    `error: ${message}`,
    `received: ${received ?? displayValue(value)}`,
  ]);
}

export function cannotCompile(span: Span, { code, message, label }: CallFault): CompileFault {
  return wrapped(span, code, message, label === null ? [] : [label]);
}
