import type { TypedExpression } from '../check/typed.ts';

/** Calls `visit` for an expression and everything in it. */
export function walk(expression: TypedExpression, visit: (one: TypedExpression) => void): void {
  visit(expression);
  for (const part of parts(expression)) walk(part, visit);
}

/** The expressions right within one, in the order in which they are evaluated. */
export function parts(expression: TypedExpression): readonly TypedExpression[] {
  const some = (...all: readonly (TypedExpression | null)[]): readonly TypedExpression[] =>
    all.filter((one) => one !== null);
  switch (expression.type) {
    case 'array':
      return expression.items;
    case 'object':
      return expression.fields.map(([, value]) => value);
    case 'block':
      return expression.body;
    case 'if':
      return some(expression.predicate, expression.then, expression.otherwise);
    case 'operation':
      return [expression.left, expression.right];
    case 'not':
      return [expression.inner];
    case 'member':
      return [expression.of];
    case 'call':
      return some(
        ...expression.arguments.map((one) => one?.value ?? null),
        expression.closure?.block ?? null,
      );
    case 'delete':
      return some(expression.of, expression.compact);
    case 'exists':
      return some(expression.of);
    case 'assign':
    case 'assign-or-error':
    case 'return':
      return [expression.value];
    case 'abort':
      return some(expression.message);
    default:
      return [];
  }
}
