import type { Span } from '../diagnostics/diagnostic.ts';
import type { FunctionDefinition, Preparation } from '../functions/definition.ts';
import type { Call, Operator, Root, Segment } from '../syntax/ast.ts';
import type { Value } from '../runtime/value.ts';
import type { Kind } from './kind.ts';

/** A variable of a program; another of the same name in another block is another. */
export interface Local {
  readonly name: string;
  /** Tells variables of one name apart. */
  readonly number: number;
}

/** Where an assignment puts its value. */
export type Place =
  | { readonly type: 'none' }
  | { readonly type: 'target'; readonly root: Root; readonly path: readonly Segment[] }
  | { readonly type: 'local'; readonly local: Local; readonly path: readonly Segment[] };

export interface TypedArgument {
  readonly value: TypedExpression;
  /** What the function takes, where the value may be something else. */
  readonly guard: Kind | null;
}

export interface TypedClosure {
  readonly variables: readonly (Local | null)[];
  readonly block: TypedExpression;
}

interface Typing {
  readonly kind: Kind;
  readonly fallible: boolean;
  /** What it is, where that is known before it runs. */
  readonly constant?: Value | undefined;
  readonly span: Span;
}

/** An expression of which kind and fallibility are known, and that compiles. */
export type TypedExpression = Typing &
  (
    | { readonly type: 'constant'; readonly constant: Value }
    | { readonly type: 'array'; readonly items: readonly TypedExpression[] }
    | {
        readonly type: 'object';
        readonly fields: readonly (readonly [string, TypedExpression])[];
      }
    | { readonly type: 'block'; readonly body: readonly TypedExpression[] }
    | {
        readonly type: 'if';
        readonly predicate: TypedExpression;
        readonly whenTrue: TypedExpression;
        readonly otherwise: TypedExpression | null;
      }
    | {
        readonly type: 'operation';
        readonly operator: Operator;
        readonly left: TypedExpression;
        readonly right: TypedExpression;
      }
    | { readonly type: 'not'; readonly inner: TypedExpression }
    | { readonly type: 'read'; readonly root: Root; readonly path: readonly Segment[] }
    | { readonly type: 'local'; readonly local: Local }
    | {
        readonly type: 'member';
        readonly of: TypedExpression;
        readonly path: readonly Segment[];
      }
    | {
        readonly type: 'call';
        readonly definition: FunctionDefinition;
        readonly written: Call;
        readonly aborts: boolean;
        readonly arguments: readonly (TypedArgument | null)[];
        /** Whether the function itself may fail, apart from its arguments' kinds. */
        readonly canFail: boolean;
        /** Where it stands, in bytes of UTF-8, as messages at run time say. */
        readonly place: Span;
        readonly closure: TypedClosure | null;
        readonly prepared: Preparation | null;
      }
    | {
        readonly type: 'delete';
        readonly place: Place | null;
        readonly of: TypedExpression | null;
        readonly path: readonly Segment[];
        readonly compact: TypedExpression | null;
      }
    | {
        readonly type: 'exists';
        readonly place: Place | null;
        readonly of: TypedExpression | null;
        readonly path: readonly Segment[];
      }
    | { readonly type: 'assign'; readonly place: Place; readonly value: TypedExpression }
    | {
        readonly type: 'assign-or-error';
        readonly place: Place;
        readonly errorPlace: Place;
        readonly value: TypedExpression;
        /** What is assigned where it fails. */
        readonly otherwise: Value;
      }
    | { readonly type: 'abort'; readonly message: TypedExpression | null }
    | { readonly type: 'return'; readonly value: TypedExpression }
  );
