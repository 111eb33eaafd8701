import { parts } from '../check/parts.ts';
import type { TypedExpression } from '../check/typed.ts';

/** Calls `visit` for an expression and everything in it. */
export function walk(expression: TypedExpression, visit: (one: TypedExpression) => void): void {
  visit(expression);
  for (const part of parts(expression)) walk(part, visit);
}
