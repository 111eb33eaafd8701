import { context, primary, type Span } from '../diagnostics/diagnostic.ts';
import { coercing, fault } from '../diagnostics/faults.ts';
import type { Operator } from '../syntax/ast.ts';
import { isFloat } from '../runtime/numbers.ts';
import { Float, type Value } from '../runtime/value.ts';
import {
  boolean,
  booleanBit,
  bytes,
  bytesBit,
  float,
  floatBit,
  integer,
  integerBit,
  type Kind,
  nullBit,
  objectBit,
  timestampBit,
} from './kind.ts';
import { has, isOnly, union, without } from './kind-sets.ts';
import { kindText } from './kind-text.ts';
import { mergedKinds } from './merged-kinds.ts';
import type { TypedExpression } from './typed.ts';

const numeric = integerBit | floatBit;

interface Result {
  readonly kind: Kind;
  readonly fallible: boolean;
}

/** Kind and fallibility of an operation. */
export function operationResult(
  operator: Operator,
  left: TypedExpression,
  right: TypedExpression,
): Result {
  if (operator === '??') {
    const fallible = left.fallible && right.fallible;
    return { kind: union(left.kind, right.kind), fallible };
  }
  if (operator === '||') return either(left, right);
  if (operator === '&&') return both(left, right);
  if (operator === '|') {
    return { kind: mergedKinds(left.kind, right.kind), fallible: left.fallible || right.fallible };
  }
  const { kind, fallible } =
    operator === '==' || operator === '!='
      ? { kind: boolean, fallible: false }
      : arithmetic(operator, left, right);
  return { kind, fallible: fallible || left.fallible || right.fallible };
}

/** An operation that never makes sense. @throws {CompileFault} */
export function rejectOperands(
  operator: Operator,
  left: TypedExpression,
  right: TypedExpression,
  operatorSpan: Span,
): void {
  if (operator === '??' && !left.fallible) {
    throw fault(651, 'unnecessary error coalescing operation', [
      primary(left.span, "this expression can't fail"),
      context(operatorSpan, 'remove this error coalescing operation'),
      context(right.span, 'this expression never resolves'),
    ]);
  }
  if (operator !== '|') return;
  const wrong = [left, right].filter(({ kind }) => !isOnly(kind, objectBit));
  if (wrong.length === 0) return;
  throw fault(
    652,
    'only objects can be merged',
    wrong.map(({ span }) => primary(span, 'this expression must resolve to an object')),
  );
}

function either(left: TypedExpression, right: TypedExpression): Result {
  const fallible = left.fallible || right.fallible;
  if (left.constant === true) return { kind: boolean, fallible: false };
  if (left.constant === false || isOnly(left.kind, nullBit)) return { kind: right.kind, fallible };
  if (!has(left.kind, nullBit | booleanBit)) return { kind: left.kind, fallible: left.fallible };
  return { kind: union(without(left.kind, nullBit), right.kind), fallible };
}

function both(left: TypedExpression, right: TypedExpression): Result {
  const fallible = left.fallible || right.fallible;
  if (isOnly(left.kind, nullBit) || left.constant === false) {
    return { kind: boolean, fallible: left.fallible };
  }
  if (left.constant === true) return { kind: boolean, fallible: right.fallible };
  const fits = isOnly(left.kind, nullBit | booleanBit) && isOnly(right.kind, nullBit | booleanBit);
  return { kind: boolean, fallible: fallible || !fits };
}

function arithmetic(operator: Operator, left: TypedExpression, right: TypedExpression): Result {
  const pair = (leftBits: number, rightBits: number): boolean =>
    isOnly(left.kind, leftBits) && isOnly(right.kind, rightBits);
  if (operator === '/') {
    return { kind: float, fallible: !isNonZero(right.constant) || !isOnly(left.kind, numeric) };
  }
  if (operator !== '+' && operator !== '-' && operator !== '*') {
    const fits =
      pair(numeric, numeric) || pair(bytesBit, bytesBit) || pair(timestampBit, timestampBit);
    return { kind: boolean, fallible: !fits };
  }
  const ofNumbers = numbers(left, right);
  if (ofNumbers !== null) return ofNumbers;
  const isText =
    operator === '+'
      ? pair(bytesBit, bytesBit | nullBit) || pair(bytesBit | nullBit, bytesBit)
      : operator === '*' && (pair(bytesBit, integerBit) || pair(integerBit, bytesBit));
  if (isText) return { kind: bytes, fallible: false };
  const mayBeText = isOnly(left.kind, bytesBit) || isOnly(right.kind, bytesBit);
  if (operator === '+' && mayBeText) return { kind: bytes, fallible: true };
  if (isFloating(left, right)) return { kind: float, fallible: true };
  return { kind: operator === '-' ? anyNumber : union(bytes, anyNumber), fallible: true };
}

const anyNumber = union(integer, float);

/** Whether what numbers give is a float for certain. */
function isFloating(left: TypedExpression, right: TypedExpression): boolean {
  return isOnly(left.kind, floatBit) || isOnly(right.kind, floatBit);
}

function numbers(left: TypedExpression, right: TypedExpression): Result | null {
  if (!isOnly(left.kind, numeric) || !isOnly(right.kind, numeric)) return null;
  if (isOnly(left.kind, integerBit) && isOnly(right.kind, integerBit)) {
    return { kind: integer, fallible: false };
  }
  // a float may become none (NaN) by adding infinities
  const kind = isOnly(left.kind, floatBit) || isOnly(right.kind, floatBit) ? float : anyNumber;
  return { kind, fallible: false };
}

function isNonZero(constant: Value | undefined): boolean {
  if (constant === undefined) return false;
  if (typeof constant === 'bigint') return true;
  if (constant instanceof Float) return constant.value !== 0;
  return (typeof constant === 'number' && constant !== 0) || isFloat(constant);
}

/** `!` takes a boolean. @throws {CompileFault} E660 */
export function checkNegation(inner: TypedExpression, sign: Span): void {
  if (isOnly(inner.kind, booleanBit)) return;
  throw fault(
    660,
    'non-boolean negation',
    [
      primary(sign, 'negation only works on boolean values'),
      context(inner.span, `this expression resolves to ${kindText(inner.kind)}`),
    ],
    coercing,
  );
}
