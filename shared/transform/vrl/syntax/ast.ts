import type { Span } from '../diagnostics/diagnostic.ts';

/** A step of a path: a field or an index. */
export type Segment =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number };

/** Where a path begins. */
export type Root = 'event' | 'metadata';

/** What can be assigned to. */
export type Target =
  | { readonly kind: 'none'; readonly span: Span }
  | {
      readonly kind: 'path';
      readonly root: Root;
      readonly path: readonly Segment[];
      readonly span: Span;
    }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly path: readonly Segment[];
      readonly span: Span;
    };

export interface Argument {
  readonly keyword: string | null;
  readonly value: Expression;
  readonly span: Span;
}

export interface Closure {
  readonly variables: readonly { readonly name: string; readonly span: Span }[];
  readonly block: Block;
  readonly span: Span;
}

export type Operator =
  '??' | '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '|' | '+' | '-' | '*' | '/';

export type Assigning = '=' | '|=';

export interface Block {
  readonly kind: 'block';
  readonly body: readonly Expression[];
  readonly span: Span;
}

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly nameSpan: Span;
  /** Written with `!`. */
  readonly aborts: boolean;
  readonly arguments: readonly Argument[];
  readonly closure: Closure | null;
  readonly span: Span;
}

export interface If {
  readonly kind: 'if';
  readonly predicate: readonly Expression[];
  readonly predicateSpan: Span;
  readonly then: Block;
  readonly otherwise: Block | If | null;
  readonly span: Span;
}

export interface Assignment {
  readonly kind: 'assignment';
  readonly target: Target;
  /** Of `x, err = …`. */
  readonly error: Target | null;
  readonly assigning: Assigning;
  /** Behind its sign. */
  readonly signEnd: number;
  readonly value: Expression;
  readonly span: Span;
}

/** A piece of a template string: text, or the name of a variable. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span };

export type Expression =
  | { readonly kind: 'null'; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'integer'; readonly value: bigint; readonly span: Span }
  | { readonly kind: 'float'; readonly value: number; readonly span: Span }
  | { readonly kind: 'string'; readonly parts: readonly TemplatePart[]; readonly span: Span }
  | { readonly kind: 'regex'; readonly source: string; readonly span: Span }
  | { readonly kind: 'timestamp'; readonly text: string; readonly span: Span }
  | { readonly kind: 'array'; readonly items: readonly Expression[]; readonly span: Span }
  | {
      readonly kind: 'object';
      readonly fields: readonly { readonly name: string; readonly value: Expression }[];
      readonly span: Span;
    }
  | { readonly kind: 'group'; readonly inner: Expression; readonly span: Span }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly operatorSpan: Span;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | { readonly kind: 'not'; readonly inner: Expression; readonly span: Span }
  | {
      readonly kind: 'query';
      readonly root: Root;
      readonly path: readonly Segment[];
      readonly span: Span;
    }
  | { readonly kind: 'variable'; readonly name: string; readonly span: Span }
  /** A path behind an expression: `x.a`, `f!().b`, `{ … }[0]`. */
  | {
      readonly kind: 'member';
      readonly of: Expression;
      readonly path: readonly Segment[];
      readonly span: Span;
    }
  | { readonly kind: 'abort'; readonly message: Expression | null; readonly span: Span }
  | { readonly kind: 'return'; readonly value: Expression; readonly span: Span }
  | Block
  | Call
  | If
  | Assignment;

export interface Program {
  readonly body: readonly Expression[];
}
