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
import { has, isOnly, memberOf, never, union, without } from './kind-sets.ts';
import { kindText } from './kind-text.ts';
import type { TypedExpression } from './typed.ts';

const numeric = integerBit | floatBit;

interface Result {
  readonly kind: Kind;
  readonly fallible: boolean;
}

/** Kind and fallibility of an operation. @throws {CompileFault} where it never makes sense */
export function operationResult(
  operator: Operator,
  left: TypedExpression,
  right: TypedExpression,
  operatorSpan: Span,
): Result {
  // of a value that had a fault, which was told
  if (left.kind.bits === 0 || right.kind.bits === 0) return { kind: never, fallible: false };
  switch (operator) {
    case '??':
      return coalescing(left, right, operatorSpan);
    case '||':
      return either(left, right);
    case '&&':
      return both(left, right);
    case '==':
    case '!=':
      return { kind: boolean, fallible: left.fallible || right.fallible };
    case '|':
      return merging(left, right);
    default: {
      const { kind, fallible } = arithmetic(operator, left, right);
      return { kind, fallible: fallible || left.fallible || right.fallible };
    }
  }
}

function coalescing(left: TypedExpression, right: TypedExpression, operatorSpan: Span): Result {
  if (!left.fallible) {
    throw fault(651, 'unnecessary error coalescing operation', [
      primary(left.span, "this expression can't fail"),
      context(operatorSpan, 'remove this error coalescing operation'),
      context(right.span, 'this expression never resolves'),
    ]);
  }
  return { kind: union(left.kind, right.kind), fallible: right.fallible };
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

function merging(left: TypedExpression, right: TypedExpression): Result {
  if (isOnly(left.kind, objectBit) && isOnly(right.kind, objectBit)) {
    return { kind: merged(left.kind, right.kind), fallible: left.fallible || right.fallible };
  }
  const wrong = [left, right].filter(({ kind }) => !isOnly(kind, objectBit));
  throw fault(
    652,
    'only objects can be merged',
    wrong.map(({ span }) => primary(span, 'this expression must resolve to an object')),
  );
}

/** Fields of the right one win. */
function merged(left: Kind, right: Kind): Kind {
  if (left.fields === null || right.fields === null) {
    return { bits: objectBit, fields: null, elements: null };
  }
  const known = new Map<string, Kind>();
  for (const name of new Set([...left.fields.known.keys(), ...right.fields.known.keys()])) {
    const after = memberOf(right.fields, name);
    const before = memberOf(left.fields, name);
    const isSure = !has(after, 512);
    known.set(name, isSure ? after : union(without(after, 512), before));
  }
  const unknown =
    left.fields.unknown === null || right.fields.unknown === null
      ? (left.fields.unknown ?? right.fields.unknown)
      : union(left.fields.unknown, right.fields.unknown);
  return { bits: objectBit, fields: { known, unknown }, elements: null };
}

function arithmetic(operator: Operator, left: TypedExpression, right: TypedExpression): Result {
  const pair = (leftBits: number, rightBits: number): boolean =>
    isOnly(left.kind, leftBits) && isOnly(right.kind, rightBits);
  const ok = (kind: Kind): Result => ({ kind, fallible: false });
  switch (operator) {
    case '+':
      if (pair(bytesBit, bytesBit | nullBit) || pair(bytesBit | nullBit, bytesBit))
        return ok(bytes);
      if (isOnly(left.kind, bytesBit) || isOnly(right.kind, bytesBit))
        return { kind: bytes, fallible: true };
      return (
        numbers(left, right) ?? {
          kind: isFloating(left, right) ? float : union(bytes, anyNumber),
          fallible: true,
        }
      );
    case '-':
      return (
        numbers(left, right) ?? {
          kind: isFloating(left, right) ? float : anyNumber,
          fallible: true,
        }
      );
    case '*':
      if (pair(bytesBit, integerBit) || pair(integerBit, bytesBit)) return ok(bytes);
      return (
        numbers(left, right) ?? {
          kind: isFloating(left, right) ? float : union(bytes, anyNumber),
          fallible: true,
        }
      );
    case '/': {
      const isSafe = isNonZero(right.constant) && isOnly(left.kind, numeric);
      return { kind: float, fallible: !isSafe };
    }
    default: {
      const fits =
        pair(numeric, numeric) || pair(bytesBit, bytesBit) || pair(timestampBit, timestampBit);
      return { kind: boolean, fallible: !fits };
    }
  }
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
  if (inner.kind.bits === 0 || isOnly(inner.kind, booleanBit)) return;
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
