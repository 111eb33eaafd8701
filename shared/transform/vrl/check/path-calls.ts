import { type CompileFault, context, primary } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { Parameter } from '../functions/definition.ts';
import type { Call, Expression, Segment } from '../syntax/ast.ts';
import type { Checker } from './checker.ts';
import { matchArguments } from './calls.ts';
import { any, boolean } from './kind.ts';
import { withoutAt } from './kind-paths.ts';
import { atPath, read } from './kind-sets.ts';
import type { Place, TypedExpression } from './typed.ts';

type PathFunction = 'del' | 'exists';

const parameters: Readonly<Record<PathFunction, readonly Parameter[]>> = {
  del: [
    { keyword: 'target', kind: any, required: true, isPath: true, summary: '' },
    { keyword: 'compact', kind: boolean, required: false, summary: '' },
  ],
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
export function checkPathCall(checker: Checker, call: Call): TypedExpression {
  const { span } = call;
  if (call.aborts) {
    throw fault(620, "can't abort infallible function", [
      primary({ start: call.nameSpan.end, end: call.nameSpan.end + 1 }, "this function can't fail"),
      context({ start: call.nameSpan.end, end: call.nameSpan.end + 1 }, 'remove this abort-instruction'),
    ]);
  }
  const name = call.name as PathFunction;
  const [target, compactArgument] = matchArguments(call, { parameters: parameters[name] });
  const { value } = target as NonNullable<typeof target>;
  const pathed = pathOf(checker, value);
  if (name === 'exists') return { type: 'exists', ...pathed, kind: boolean, fallible: false, span };
  const compact = compactArgument === undefined ? null : checker.check(compactArgument.value);
  const kind = read(kindAt(checker, pathed));
  removeFrom(checker, pathed, compact);
  return { type: 'delete', ...pathed, compact, kind, fallible: false, span };
}

function pathOf(checker: Checker, value: Expression): Pathed {
  if (value.kind === 'query') {
    const { root, path } = value;
    return { place: { type: 'target', root, path }, of: null, path };
  }
  const inner = value.kind === 'member' ? value.of : value;
  const path = value.kind === 'member' ? value.path : [];
  const of = checker.check(inner);
  if (of.type === 'local') return { place: { type: 'local', local: of.local, path }, of, path };
  if (value.kind === 'member') return { place: null, of, path };
  throw notAPath(value);
}

function notAPath(value: Expression): CompileFault {
  return fault(400, 'unexpected expression', [
    primary(value.span, `got: ${value.kind}`),
    context(value.span, 'expected: query'),
  ]);
}

function kindAt(checker: Checker, { place, of, path }: Pathed): TypedExpression['kind'] {
  if (place?.type === 'target') return atPath(checker.state.root(place.root), path);
  return atPath(of?.kind ?? any, path);
}

function removeFrom(checker: Checker, { place, of, path }: Pathed, compact: TypedExpression | null): void {
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
