import type { Root, Segment } from '../syntax/ast.ts';
import { stepsOf, type TargetCode } from './target.ts';
import type { CodeWriter } from './writer.ts';

/** The event as one value in a variable: of programs that look at or replace the whole of it. */
export function wholeTarget(writer: CodeWriter, finish: TargetCode['finish']): TargetCode {
  const name = (root: Root): string => root;
  return {
    read: (root, path) => {
      if (path.length === 0) return `${writer.helper('owned', 'paths')}(${name(root)})`;
      const steps = stepsOf(path);
      if (steps.length === 1) {
        return `${writer.helper('member', 'paths')}(${name(root)}, ${writer.data(steps[0])})`;
      }
      return `${writer.helper('at', 'paths')}(${name(root)}, ${writer.data(steps)})`;
    },
    write: (root, path, value) => {
      const text =
        path.length === 0
          ? `${writer.helper('owned', 'paths')}(${value})`
          : `${writer.helper('putOwn', 'paths')}(${name(root)}, ${writer.data(stepsOf(path))}, ${value})`;
      writer.line(`${name(root)} = ${text};`);
    },
    remove: (root, path, compact) => {
      writer.line(removal(writer, name(root), path, compact));
    },
    finish,
  };
}

function removal(
  writer: CodeWriter,
  name: string,
  path: readonly Segment[],
  compact: string,
): string {
  if (path.length === 0) return `${name} = ${writer.helper('emptied', 'paths')}(${name});`;
  const steps = writer.data(stepsOf(path));
  return `${name} = ${writer.helper('withoutOwn', 'paths')}(${name}, ${steps}, ${compact});`;
}
