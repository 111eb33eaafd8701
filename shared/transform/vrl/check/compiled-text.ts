import { displayFloat } from '../runtime/numbers.ts';
import { compareText } from '../runtime/order.ts';
import { timestampText } from '../runtime/timestamp-text.ts';
import type { Expression, Root, Segment, Target, TemplatePart } from '../syntax/ast.ts';
import { parseTimestampLiteral } from './literals.ts';

/** An expression as VRL prints what it has compiled: fields sorted, calls without `!` and closures. */
// oxlint-disable-next-line typescript/consistent-return -- each kind is a case
export function compiledText(expression: Expression): string {
  switch (expression.kind) {
    case 'null':
    case 'abort':
    case 'return':
      return expression.kind;
    case 'boolean':
    case 'integer':
      return String(expression.value);
    case 'float':
      return displayFloat(expression.value);
    case 'string':
      return stringText(expression.parts);
    case 'regex':
      return expression.source;
    case 'timestamp':
      return `t'${timestampText(parseTimestampLiteral(expression.text, expression.span))}'`;
    case 'array':
      return `[${expression.items.map(compiledText).join(', ')}]`;
    case 'object': {
      const fields = [...new Map(expression.fields.map(({ name, value }) => [name, value]))]
        .toSorted(([a], [b]) => compareText(a, b))
        .map(([name, value]) => `"${name}": ${compiledText(value)}`);
      return `{ ${fields.join(', ')} }`;
    }
    case 'group':
      return `(${compiledText(expression.inner)})`;
    case 'not':
      return `!${compiledText(expression.inner)}`;
    case 'block':
      return `{\n${expression.body.map((one) => `\t${compiledText(one)}\n`).join('')}}`;
    case 'if':
      return ifText(expression);
    case 'operation': {
      const { left, operator, right } = expression;
      return `${compiledText(left)} ${operator} ${compiledText(right)}`;
    }
    case 'query':
      return rootedText(expression.root, expression.path);
    case 'variable':
      return expression.name;
    case 'member': {
      const of = compiledText(expression.of);
      const dot = expression.of.kind === 'variable' && expression.path[0]?.kind === 'field';
      return `${of}${dot ? '.' : ''}${pathText(expression.path)}`;
    }
    case 'call': {
      const given = expression.arguments.map(({ value }) => compiledText(value));
      return `${expression.name}(${given.join(', ')})`;
    }
    case 'assignment': {
      const { target, error, value } = expression;
      const both = error === null ? '' : `, ${targetText(error)}`;
      return `${targetText(target)}${both} = ${compiledText(value)}`;
    }
  }
}

/** What is assigned to as VRL's messages have it: a path into a variable without the point. */
export function assignedText(target: Target): string {
  if (target.kind === 'path' && target.root === 'metadata') return `&${pathText(target.path)}`;
  return targetText(target);
}

function targetText(target: Target): string {
  if (target.kind === 'none') return '_';
  if (target.kind === 'path') return rootedText(target.root, target.path);
  return target.name + pathText(target.path);
}

function rootedText(root: Root, path: readonly Segment[]): string {
  return `${root === 'event' ? '.' : '%'}${pathText(path)}`;
}

/** Steps of a path, the first one without a point. */
export function pathText(path: readonly Segment[]): string {
  let text = '';
  for (const segment of path) {
    if (segment.kind === 'index') text += `[${segment.index}]`;
    else text += `${text === '' ? '' : '.'}${fieldText(segment.name)}`;
  }
  return text;
}

/** A field as a path has it. */
export function fieldText(name: string): string {
  return /^[0-9]*[A-Za-z_@][A-Za-z0-9_@]*$/.test(name) ? name : `"${name}"`;
}

/** A template is what it is put together from. */
function stringText(parts: readonly TemplatePart[]): string {
  if (parts.length === 0) return '""';
  return parts.map((part) => (part.kind === 'text' ? `"${part.text}"` : part.name)).join(' + ');
}

function ifText({ predicate, whenTrue, otherwise }: Extract<Expression, { kind: 'if' }>): string {
  const several = predicate.length > 1;
  const tests = predicate.map(compiledText).join('; ');
  const test = several ? `(${tests}(` : tests;
  const end = otherwise === null ? '' : ` else${compiledText(otherwise)}`;
  return `if ${test} ${compiledText(whenTrue)}${end}`;
}
