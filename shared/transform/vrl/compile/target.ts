import type { Root, Segment } from '../syntax/ast.ts';
import type { Step } from '../runtime/paths.ts';

/** How generated code gets at the event and its metadata. */
export interface TargetCode {
  /** An expression for what is at a path; `undefined` where nothing is there. */
  readonly read: (root: Root, path: readonly Segment[]) => string;
  /** Writes the lines that put a value at a path. */
  readonly write: (root: Root, path: readonly Segment[], value: string) => void;
  /** Writes the lines that take what is at a path out; `compact` is an expression. */
  readonly remove: (root: Root, path: readonly Segment[], compact: string) => void;
  /** The statement that ends the program. @param value an expression */
  readonly finish: (value: string) => readonly string[];
}

export function stepsOf(path: readonly Segment[]): readonly Step[] {
  return path.map((segment) => {
    if (segment.kind === 'field') return segment.name;
    return segment.index;
  });
}
