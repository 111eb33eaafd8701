import type { Span } from '../diagnostics/diagnostic.ts';
import type { Parameter } from '../functions/definition.ts';
import type { Argument, Call, Expression, Segment } from '../syntax/ast.ts';
import { invalidArgument, keywordSpanOf } from './call-faults.ts';
import type { CheckContext } from './check-context.ts';
import { unexpectedExpression } from './constant-faults.ts';
import { matchArguments } from './match-arguments.ts';
import type { Value } from '../runtime/value.ts';
import { any, anyArray, arrayBit, arrayOf, boolean, booleanBit } from './kind.ts';
import { withAt, withoutAt } from './kind-paths.ts';
import { anyMember, atPath, has, isOnly, read } from './kind-sets.ts';
import type { Place, TypedExpression } from './typed.ts';

type PathFunction = 'del' | 'exists' | 'unnest';

const parameters: Readonly<Record<PathFunction, readonly Parameter[]>> = {
  del: [
    { keyword: 'target', kind: any, required: true, isPath: true, summary: '' },
    { keyword: 'compact', kind: boolean, required: false, summary: '' },
  ],
  unnest: [{ keyword: 'path', kind: anyArray, required: true, isPath: true, summary: '' }],
  exists: [{ keyword: 'field', kind: any, required: true, isPath: true, summary: '' }],
};

/** Functions that take a path instead of a value: the compiler makes them itself. */
export function isPathFunction(name: string): name is PathFunction {
  return Object.hasOwn(parameters, name);
}

interface Pathed {
  /** Null: a path behind an expression. */
  readonly place: Place | null;
  readonly of: TypedExpression | null;
  readonly path: readonly Segment[];
}

/** Checks `del(path)` and `exists(path)`. @throws {CompileFault} */
export function checkPathCall(checker: CheckContext, call: Call): TypedExpression {
  const { span } = call;
  const name = call.name as PathFunction;
  const [target, other] = matchArguments(call, { parameters: parameters[name] }, () => undefined);
  const { value } = call.arguments[target as number] as Argument;
  const compactArgument = other === undefined ? undefined : call.arguments[other];
  const pathed = checker.consuming(() => pathOf(checker, call, value));
  if (name === 'exists') return { type: 'exists', ...pathed, kind: boolean, fallible: false, span };
  if (name === 'unnest') return unnest(checker, call, pathed, value.span);
  const compact =
    compactArgument === undefined
      ? null
      : checker.consuming(() => checker.check(compactArgument.value));
  if (compact !== null && !isOnly(compact.kind, booleanBit)) {
    const argument = compactArgument as Argument;
    const place = keywordSpanOf(argument) ?? argument.span;
    const [, parameter] = parameters.del;
    throw invalidArgument(call, parameter as Parameter, argument.value, place, compact.kind);
  }
  const kind = read(kindAt(checker, pathed));
  removeFrom(checker, pathed, compact);
  return { type: 'delete', ...pathed, compact, kind, fallible: false, span };
}

function pathOf(checker: CheckContext, call: Call, value: Expression): Pathed {
  if (value.kind === 'query') {
    const { root, path } = value;
    checker.rejectMissing(root, path);
    return { place: { type: 'target', root, path }, of: null, path };
  }
  const inner = value.kind === 'member' ? value.of : value;
  const path = value.kind === 'member' ? value.path : [];
  if (value.kind === 'member' && inner.kind === 'variable') {
    checker.rejectMissing(`${inner.name} `, path);
  }
  const of = checker.check(inner);
  if (of.type === 'local' && path.length > 0)
    return { place: { type: 'local', local: of.local, path }, of, path };
  if (value.kind === 'member') return { place: null, of, path };
  const keyword = parameters[call.name as PathFunction][0]?.keyword ?? '';
  throw unexpectedExpression(call.span, keyword, 'query', value.kind);
}

function kindAt(checker: CheckContext, { place, of, path }: Pathed): TypedExpression['kind'] {
  if (place?.type === 'target') return atPath(checker.state.root(place.root), path);
  return atPath(of?.kind ?? any, path);
}

function removeFrom(
  checker: CheckContext,
  { place, of, path }: Pathed,
  compact: TypedExpression | null,
): void {
  const compacts = compact !== null && compact.constant !== false;
  if (place?.type === 'target') {
    const { root } = place;
    checker.state.setRoot(root, withoutAt(checker.state.root(root), path, compacts));
  } else if (place?.type === 'local' && of?.type === 'local') {
    const { name } = of.local;
    const kind = withoutAt(of.kind, path, compacts);
    checker.setLocal(name, { local: of.local, kind, constant: undefined });
  }
}

/** One of the whole for each element of the array at the path. */
function unnest(
  checker: CheckContext,
  call: Call,
  { place, of, path }: Pathed,
  pathSpan: Span,
): TypedExpression {
  const { span, aborts, name } = call;
  const definition = checker.library.get(name);
  const root: TypedExpression | null =
    place?.type === 'target'
      ? {
          type: 'read',
          root: place.root,
          path: [],
          kind: checker.state.root(place.root),
          fallible: false,
          span,
        }
      : of;
  if (definition === undefined || root === null)
    throw unexpectedExpression(call.span, 'path', 'query', call.kind);
  const array = atPath(root.kind, path);
  const fits = isOnly(array, arrayBit);
  const [parameter] = parameters.unnest;
  if (!has(array, arrayBit)) {
    const [{ value, span: place }] = call.arguments as [Argument];
    throw invalidArgument(call, parameter as Parameter, value, place, array);
  }
  const steps = stepsValue(path);
  const constant: TypedExpression = {
    type: 'constant',
    constant: steps,
    kind: anyArray,
    fallible: false,
    span,
  };
  const element = withAt(root.kind, path, anyMember(array.elements));
  const typed: Extract<TypedExpression, { type: 'call' }> = {
    type: 'call',
    written: call,
    definition: { ...definition, parameters: [valueParameter, pathParameter], support: 'pure' },
    aborts,
    arguments: [
      { value: root, guard: null },
      { value: constant, guard: null },
    ],
    canFail: !fits,
    place: checker.byteSpan(span),
    closure: null,
    prepared: null,
    kind: arrayOf(element),
    fallible: !fits && !aborts,
    span,
  };
  if (typed.fallible) {
    // what is told of it is told of the path that it is called with
    const value: TypedExpression = { ...root, kind: array, span: pathSpan };
    const told = { ...definition, parameters: parameters.unnest };
    const given = [{ value, guard: anyArray }];
    checker.pending.push({ ...typed, definition: told, arguments: given });
  }
  return typed;
}

const valueParameter: Parameter = { keyword: 'value', kind: any, required: true, summary: '' };
const pathParameter: Parameter = { keyword: 'path', kind: anyArray, required: true, summary: '' };

function stepsValue(path: readonly Segment[]): Value {
  return path.map((segment) => {
    if (segment.kind === 'field') return segment.name;
    return segment.index;
  });
}
