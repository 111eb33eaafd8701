import { type CompileFault, context, primary } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { Assignment, Target } from '../syntax/ast.ts';
import { floatOf, type Value } from '../runtime/value.ts';
import type { Checker } from './checker.ts';
import {
  arrayBit,
  booleanBit,
  bytes,
  bytesBit,
  floatBit,
  integerBit,
  type Kind,
  nothing,
  objectBit,
} from './kind.ts';
import { kindOfValue } from './kind-of-value.ts';
import { withAt } from './kind-paths.ts';
import { atPath, isOnly, read, union } from './kind-sets.ts';
import { operationResult } from './operations.ts';
import type { Place, TypedExpression } from './typed.ts';

const handling = ['see documentation about error handling at https://errors.vrl.dev/#handling'];

/** Checks `x = …`, `x |= …`, `x ??= …` and `x, err = …`, and notes what is known from there on. @throws {CompileFault} */
export function checkAssignment(checker: Checker, assignment: Assignment): TypedExpression {
  const { target, error, span } = assignment;
  const value = valueOf(checker, assignment);
  if (error !== null) return checkBoth(checker, assignment, error, value);
  if (value.fallible) throw fallibleAssignment(assignment, value);
  if (target.kind === 'none') throw withoutEffect(assignment);
  const place = assign(checker, target, value.kind, value.constant);
  return { type: 'assign', place, value, kind: read(value.kind), fallible: false, span };
}

function valueOf(checker: Checker, { target, assigning, value, span }: Assignment): TypedExpression {
  if (assigning === '=') return checker.check(value);
  const before = readTarget(checker, target);
  const operator = assigning === '|=' ? '|' : '??';
  const right = checker.check(value);
  const result = operationResult(operator, before, right);
  return { type: 'operation', operator, left: before, right, ...result, span };
}

function readTarget(checker: Checker, target: Target): TypedExpression {
  const { span } = target;
  if (target.kind === 'path') {
    const { root, path } = target;
    const kind = read(atPath(checker.state.root(root), path));
    return { type: 'read', root, path, kind, fallible: false, span };
  }
  if (target.kind === 'none') {
    return { type: 'constant', constant: null, kind: nothing, fallible: false, span };
  }
  const of = checker.variable(target.name, span);
  if (target.path.length === 0) return of;
  const kind = read(atPath(of.kind, target.path));
  return { type: 'member', of, path: target.path, kind, fallible: false, span };
}

function checkBoth(
  checker: Checker,
  assignment: Assignment,
  error: Target,
  value: TypedExpression,
): TypedExpression {
  const { target, span } = assignment;
  if (!value.fallible) throw unnecessary(assignment, error, value);
  const otherwise = defaultOf(value.kind);
  const place = assign(checker, target, union(value.kind, kindOfValue(otherwise)), undefined);
  const errorPlace = assign(checker, error, union(bytes, nothing), undefined);
  return {
    type: 'assign-or-error',
    place,
    errorPlace,
    value,
    otherwise,
    kind: union(value.kind, bytes),
    fallible: false,
    span,
  };
}

/** What is assigned where there is an error instead: the empty value of a kind that is the only one, else null. */
function defaultOf(kind: Kind): Value {
  if (isOnly(kind, bytesBit)) return '';
  if (isOnly(kind, integerBit)) return 0;
  if (isOnly(kind, floatBit)) return floatOf(0);
  if (isOnly(kind, booleanBit)) return false;
  if (isOnly(kind, arrayBit)) return [];
  if (isOnly(kind, objectBit)) return {};
  return null;
}

function assign(
  checker: Checker,
  target: Target,
  kind: Kind,
  constant: Value | undefined,
): Place {
  if (target.kind === 'none') return { type: 'none' };
  const stored = read(kind);
  const { path } = target;
  if (target.kind === 'path') {
    const { root } = target;
    checker.state.setRoot(root, withAt(checker.state.root(root), path, stored));
    return { type: 'target', root, path };
  }
  const { name } = target;
  const known = checker.state.local(name);
  const local = known?.local ?? checker.newLocal(name);
  const before = known?.kind ?? nothing;
  checker.setLocal(name, {
    local,
    kind: withAt(before, path, stored),
    constant: path.length === 0 ? constant : undefined,
  });
  return { type: 'local', local, path };
}

function withoutEffect({ target, value, span }: Assignment): CompileFault {
  return fault(640, 'no-effect assignment', [
    primary(span, 'this no-effect assignment is useless'),
    context(target.span, 'either assign to a path or variable here'),
    context(value.span, 'or remove the assignment'),
  ]);
}

function fallibleAssignment({ target, value, assigning }: Assignment, typed: TypedExpression): CompileFault {
  void typed;
  return fault(103, 'unhandled fallible assignment', [
    primary(value.span, 'this expression is fallible because at least one argument\'s type cannot be verified to be valid'),
    context(target.span, `or change this to an infallible assignment ${assigning}`),
  ], handling);
}

function unnecessary({ target, value }: Assignment, error: Target, typed: TypedExpression): CompileFault {
  void typed;
  return fault(104, 'unnecessary error assignment', [
    primary(error.span, 'this error assignment is unnecessary'),
    context(value.span, "because this expression can't fail"),
    context(target.span, 'use: ...'),
  ], handling);
}
