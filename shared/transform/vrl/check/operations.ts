import { context, primary, type Span } from '../diagnostics/diagnostic.ts';
import { coercing, fault } from '../diagnostics/faults.ts';
import type { Operator } from '../syntax/ast.ts';
import { floatNumber, isFloat } from '../runtime/numbers.ts';
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
  // VRL forgets of a quotient whether what is divided can fail: the program ends there, with its error
  if (operator === '/') return quotient(left, right);
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
  const { kind, constant, fallible } = left;
  if (constant === false || isOnly(kind, nullBit)) {
    return { kind: right.kind, fallible: right.fallible };
  }
  if (constant === true || !has(kind, nullBit | booleanBit)) return { kind, fallible };
  return {
    kind: union(without(kind, nullBit), right.kind),
    fallible: fallible || right.fallible,
  };
}

function both(left: TypedExpression, right: TypedExpression): Result {
  if (isOnly(left.kind, nullBit) || left.constant === false) {
    return { kind: boolean, fallible: false };
  }
  if (left.constant === true) return { kind: boolean, fallible: right.fallible };
  const fits = areOnly(left, right, nullBit | booleanBit);
  return { kind: boolean, fallible: left.fallible || right.fallible || !fits };
}

function areOnly(left: TypedExpression, right: TypedExpression, bits: number): boolean {
  return isOnly(left.kind, bits) && isOnly(right.kind, bits);
}

/** In the order in which VRL asks, which counts for what is of no kind at all, and so of each. */
function arithmetic(operator: Operator, left: TypedExpression, right: TypedExpression): Result {
  const oneIs = (bits: number): boolean => isOnly(left.kind, bits) || isOnly(right.kind, bits);
  if (operator !== '+' && operator !== '-' && operator !== '*') {
    const fits = [bytesBit, timestampBit, numeric].some((bits) => areOnly(left, right, bits));
    return { kind: boolean, fallible: !fits };
  }
  if (operator === '+' && oneIs(bytesBit)) {
    return { kind: bytes, fallible: !areOnly(left, right, bytesBit | nullBit) };
  }
  if (oneIs(floatBit)) return { kind: float, fallible: !areOnly(left, right, numeric) };
  if (areOnly(left, right, integerBit)) return { kind: integer, fallible: false };
  if (operator === '-') return { kind: anyNumber, fallible: true };
  const isRepeated =
    operator === '*' &&
    areOnly(left, right, bytesBit | integerBit) &&
    oneIs(bytesBit) &&
    oneIs(integerBit);
  return isRepeated
    ? { kind: bytes, fallible: false }
    : { kind: union(bytes, anyNumber), fallible: true };
}

const anyNumber = union(integer, float);

function quotient(left: TypedExpression, right: TypedExpression): Result {
  const isNumber = isOnly(left.kind, integerBit) || isOnly(left.kind, floatBit);
  return { kind: float, fallible: !isNumber || !isDivisor(right.constant) };
}

/** Whether dividing by it always gives a number, as VRL sees it. */
function isDivisor(constant: Value | undefined): boolean {
  if (constant === undefined) return false;
  if (typeof constant === 'bigint') return true;
  if (constant instanceof Float || isFloat(constant)) {
    return Math.abs(floatNumber(constant)) >= smallestNormal;
  }
  return typeof constant === 'number' && constant !== 0;
}

const smallestNormal = 2 ** -1022;

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
