import type { Expression, Target } from './ast.ts';

/** Whether something can be assigned to it. */
export function isTarget(expression: Expression): boolean {
  if (expression.kind === 'member') return expression.of.kind === 'variable';
  return expression.kind === 'query' || expression.kind === 'variable';
}

/** The target that an expression is; see `isTarget`. */
export function targetOf(expression: Expression): Target {
  const { span } = expression;
  if (expression.kind === 'query') {
    const { root, path } = expression;
    return { kind: 'path', root, path, span };
  }
  if (expression.kind === 'member' && expression.of.kind === 'variable') {
    return { kind: 'variable', name: expression.of.name, path: expression.path, span };
  }
  if (expression.kind !== 'variable') throw new TypeError('not a target');
  if (expression.name === '_') return { kind: 'none', span };
  return { kind: 'variable', name: expression.name, path: [], span };
}
