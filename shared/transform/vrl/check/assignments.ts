import {
  type CompileFault,
  context,
  type Label,
  primary,
  type Span,
} from '../diagnostics/diagnostic.ts';
import { fault, handling } from '../diagnostics/faults.ts';
import type { Assignment, Expression, Target } from '../syntax/ast.ts';
import { Regex } from '../runtime/regex.ts';
import { Timestamp } from '../runtime/timestamp.ts';
import { floatOf, type Value } from '../runtime/value.ts';
import { wrongArgumentOf } from './call-faults.ts';
import type { CheckContext } from './check-context.ts';
import { assignedText, compiledText, pathText } from './compiled-text.ts';
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
  regexBit,
  timestampBit,
} from './kind.ts';
import { kindOfValue } from './kind-of-value.ts';
import { withAt } from './kind-paths.ts';
import { atPath, has, isOnly, never, read, union } from './kind-sets.ts';
import { kindText } from './kind-text.ts';
import { operationResult, rejectOperands } from './operations.ts';
import type { Place, TypedExpression } from './typed.ts';

/** Checks `x = …`, `x |= …`, `x ??= …` and `x, err = …`, and notes what is known from there on. @throws {CompileFault} */
export function checkAssignment(checker: CheckContext, assignment: Assignment): TypedExpression {
  const { target, error, span } = assignment;
  const told = checker.pending.length;
  const before = error === null ? null : checker.state.copy();
  const value = valueOf(checker, assignment);
  const failing = checker.pending[told];
  checker.pending.length = told;
  if (error !== null && before !== null) {
    const judged = checker.judged(assignment.value, value, before, checker.state);
    if (!judged.fallible) throw unnecessary(assignment, error);
    return checkBoth(checker, assignment, error, value);
  }
  if (failing !== undefined) throw fallibleAssignment(assignment, failing);
  if (target.kind === 'none') throw withoutEffect(assignment);
  rejectParent(checker, target, assignment.value);
  const place = assign(checker, target, value.kind, value.constant);
  return { type: 'assign', place, value, kind: read(value.kind), fallible: false, span };
}

function valueOf(checker: CheckContext, assignment: Assignment): TypedExpression {
  const { target, error, assigning, value, span } = assignment;
  if (assigning === '=') {
    try {
      return checker.check(value);
    } catch (thrown) {
      checker.skip(target);
      if (error !== null) checker.skip(error);
      throw thrown;
    }
  }
  const told = checker.pending.length;
  const left = readTarget(checker, target, value.span);
  const operator = '|';
  const right = checker.check(value);
  try {
    rejectOperands(operator, left, right, value.span);
  } catch (thrown) {
    checker.pending.length = told;
    throw thrown;
  }
  const result = operationResult(operator, left, right);
  return { type: 'operation', operator, left, right, ...result, span };
}

/** @param blamed what is told to be wrong where there is no such variable */
function readTarget(checker: CheckContext, target: Target, blamed: Span): TypedExpression {
  const { span } = target;
  if (target.kind === 'path') {
    const { root, path } = target;
    checker.rejectMissing(root, path);
    const kind = read(atPath(checker.state.root(root), path));
    return { type: 'read', root, path, kind, fallible: false, span };
  }
  if (target.kind === 'none') {
    return { type: 'constant', constant: null, kind: nothing, fallible: false, span };
  }
  checker.rejectMissing(`${target.name} `, target.path);
  const of = { ...checker.variable(target.name, blamed), span };
  if (target.path.length === 0) return of;
  const kind = read(atPath(of.kind, target.path));
  return { type: 'member', of, path: target.path, kind, fallible: false, span };
}

function checkBoth(
  checker: CheckContext,
  assignment: Assignment,
  error: Target,
  value: TypedExpression,
): TypedExpression {
  const { target, span } = assignment;
  if (target.kind === 'none' && error.kind === 'none') throw withoutEffect(assignment);
  for (const one of [target, error]) rejectParent(checker, one, assignment.value);
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
  if (isOnly(kind, timestampBit)) return new Timestamp(0, 0);
  if (isOnly(kind, regexBit)) return new Regex('');
  if (isOnly(kind, arrayBit)) return [];
  if (isOnly(kind, objectBit)) return {};
  return null;
}

function assign(
  checker: CheckContext,
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
  const before = known?.kind ?? never;
  checker.setLocal(name, {
    local,
    kind: withAt(before, path, stored),
    constant: path.length === 0 ? constant : undefined,
  });
  return { type: 'local', local, path };
}

/** A parent that is known not to be an object is not made one. @throws {CompileFault} E642 */
function rejectParent(checker: CheckContext, target: Target, value: Expression): void {
  if (target.kind === 'none') return;
  const { path } = target;
  const last = path.at(-1);
  if (last === undefined) return;
  // VRL looks into the event also where metadata is assigned to, and says so
  const root =
    target.kind === 'path'
      ? checker.state.root('event')
      : (checker.state.local(target.name)?.kind ?? null);
  if (root === null) return;
  const parent = atPath(root, path.slice(0, -1));
  if (parent.bits === 0 || has(parent, last.kind === 'field' ? objectBit : arrayBit)) return;
  const isField = last.kind === 'field';
  const whole = checker.text(target.span);
  const cut = isField ? whole.lastIndexOf('.') : whole.lastIndexOf('[');
  const middle = target.span.start + (isField ? cut + 1 : cut);
  const parentEnd =
    target.span.start + (path.length === 1 && target.kind === 'path' ? Math.max(cut, 1) : cut);
  const name = target.kind === 'path' ? '.' : target.name;
  const above = name + pathText(path.slice(0, -1));
  const step = pathText([last]);
  const dot = isField && above !== '.' ? '.' : '';
  throw fault(
    642,
    'parent path segment rejects this mutation',
    [
      primary(
        { start: middle, end: target.span.end },
        isField
          ? 'querying a field of a non-object type is unsupported'
          : 'indexing into a non-array type is unsupported',
      ),
      context(
        { start: target.span.start, end: parentEnd },
        `this path resolves to a value of type ${kindText(parent)}`,
      ),
    ],
    [
      `try: change parent value to ${isField ? 'object' : 'array'}, before assignment`,
      '',
      `    ${above} = ${isField ? '{}' : '[]'}`,
      `    ${above}${dot}${step} = ${compiledText(value)}`,
      '',
      ...handling,
    ],
  );
}

function withoutEffect({ target, signEnd, value, error }: Assignment): CompileFault {
  const end = error === null ? signEnd : error.span.end;
  const left = { start: target.span.start, end };
  return fault(640, 'unnecessary no-op assignment', [
    primary(value.span, 'this no-op assignment has no effect'),
    context(left, 'or remove the assignment'),
    context(left, 'either assign to a path or variable here'),
  ]);
}

function fallibleAssignment(
  { target, signEnd, value }: Assignment,
  failing: TypedExpression,
): CompileFault {
  const left = { start: target.span.start, end: signEnd };
  const name = assignedText(target);
  return fault(
    103,
    'unhandled fallible assignment',
    [
      primary(
        value.span,
        "this expression is fallible because at least one argument's type cannot be verified to be valid",
      ),
      ...(failing.type === 'call' ? unsureLabels(value, failing) : []),
      context(left, 'or change this to an infallible assignment:'),
      context(left, `${name}, err = ${compiledText(value)}`),
    ],
    [
      ...handling,
      'see functions characteristics documentation at https://vrl.dev/expressions/#function-call-characteristics',
    ],
  );
}

/** Of a call that may get an argument of another kind. */
function unsureLabels(
  value: Expression,
  call: Extract<TypedExpression, { type: 'call' }>,
): readonly Label[] {
  const wrong = wrongArgumentOf(call);
  const [first] = call.written.arguments;
  if (wrong === null || first === undefined) return [];
  const { parameter, got } = wrong;
  const { name } = call.written;
  const aborting = compiledText(value).replaceAll(name, `${name}!`);
  const given = `\`${compiledText(first.value)}\` argument type is \`${kindText(got)}\``;
  return [
    primary(
      value.span,
      `update the expression to be infallible by adding a \`!\`: \`${aborting}\``,
    ),
    primary(
      value.span,
      `${given} and this function expected a parameter \`${parameter.keyword}\` of type \`${kindText(parameter.kind)}\``,
    ),
  ];
}

function unnecessary({ target, value }: Assignment, error: Target): CompileFault {
  const instead = `use: ${assignedText(target)} = ${compiledText(value)}`;
  return fault(
    104,
    'unnecessary error assignment',
    [
      primary(error.span, 'this error assignment is unnecessary'),
      context(value.span, "because this expression can't fail"),
      context(target.span, instead),
    ],
    handling,
  );
}
