import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import type { Block, Expression, Segment, Target } from '../syntax/ast.ts';
import type { LocalState, State } from './state.ts';
import type { Local, TypedExpression } from './typed.ts';

/** Functions by name. */
export type Library = ReadonlyMap<string, FunctionDefinition>;

/** What the parts of the checker share: the state at the place that is checked, and the way back to the whole. */
export interface CheckContext {
  readonly library: Library;
  readonly state: State;
  /** Whether values are of the kinds that they are found to have. */
  trustsKinds: boolean;
  /** What can fail in the outermost expression that is checked, and nobody has handled so far: in VRL's order. */
  readonly pending: TypedExpression[];
  /** The program's own text of a part of it. */
  readonly text: (span: Span) => string;
  /** The same place, counted in bytes of UTF-8. */
  readonly byteSpan: (span: Span) => Span;
  readonly diagnostics: Diagnostic[];
  readonly check: (expression: Expression) => TypedExpression;
  readonly block: (block: Block) => TypedExpression;
  readonly variable: (name: string, span: Span) => TypedExpression;
  readonly consuming: <T>(run: () => T) => T;
  readonly judged: (
    expression: Expression,
    typed: TypedExpression,
    before: State,
    after: State,
  ) => TypedExpression;
  readonly skip: (target: Target) => void;
  /** @throws {CompileFault} of a path that a faulty assignment would have assigned: told already */
  readonly rejectMissing: (root: string, path: readonly Segment[]) => void;
  readonly newLocal: (name: string) => Local;
  readonly setLocal: (name: string, state: LocalState) => void;
  readonly branch: <T>(run: () => T) => { readonly result: T; readonly after: State };
}
