import type { Operator } from '../syntax/ast.ts';
import { add, divide, multiply, subtract } from '../runtime/arithmetic.ts';
import { Failure } from '../runtime/failure.ts';
import type { Value } from '../runtime/value.ts';

/** What an operation of constants gives, as far as the checker wants to know; undefined: it fails, or nobody asks. */
export function constantResult(
  operator: Operator,
  left: Value | undefined,
  right: Value | undefined,
): Value | undefined {
  if (left === undefined || right === undefined) return undefined;
  const compute = { '+': add, '-': subtract, '*': multiply, '/': divide }[operator as '+'];
  const result = compute === undefined ? undefined : compute(left, right);
  return result instanceof Failure ? undefined : result;
}
