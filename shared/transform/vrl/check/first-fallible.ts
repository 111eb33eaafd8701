import { parts } from './parts.ts';
import type { TypedExpression } from './typed.ts';

/** The first expression that may fail, as it runs. */
export function firstFallible(expression: TypedExpression): TypedExpression {
  const inner = partsOf(expression).find(({ fallible }) => fallible);
  return inner === undefined ? expression : firstFallible(inner);
}

function partsOf(expression: TypedExpression): readonly TypedExpression[] {
  if (expression.type === 'operation' && expression.operator === '??') return [expression.right];
  // what an argument or a closure may fail with is told where it stands
  return expression.type === 'call' ? [] : parts(expression);
}
