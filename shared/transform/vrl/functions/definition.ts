import type { Value } from '../runtime/value.ts';
import type { Kind } from '../check/kind.ts';

/** As VRL's documentation groups its functions. */
export type Category =
  | 'Array'
  | 'Checksum'
  | 'Codec'
  | 'Coerce'
  | 'Convert'
  | 'Crypto'
  | 'Debug'
  | 'Enumerate'
  | 'Event'
  | 'IP'
  | 'Map'
  | 'Number'
  | 'Object'
  | 'Parse'
  | 'Path'
  | 'Random'
  | 'String'
  | 'System'
  | 'Timestamp'
  | 'Type';

export interface Parameter {
  readonly keyword: string;
  /** What it takes; where an argument may be something else, the compiler makes the call fallible and guards it. */
  readonly kind: Kind;
  readonly required: boolean;
  /** What is passed where the argument is left out; undefined where there is none. */
  readonly default?: Value;
  /** It has to be known when the program is compiled: its value is in `Call.constants`. */
  readonly isConstant?: boolean;
  /** As `isConstant`, of a function whose message for it is that it should be static. */
  readonly isStatic?: boolean;
  /** It has to be written as one where it is passed, and what it holds has to be known. */
  readonly literal?: 'array' | 'object';
  /** What such a literal holds may be another for each event. */
  readonly mayChange?: boolean;
  /** Allowed constants, for a message that lists them. */
  readonly oneOf?: readonly string[];
  /**
   * What a value of another kind gives when the program runs, where that is not `expected string, got integer`: `taken`,
   * the function takes it though VRL's compiler says otherwise; else the message, with `{kind}` or `{word}` for its kind.
   */
  readonly ofOtherKind?: string;
  /** It takes a path (`.a.b`, `%a`, `x.y`), not a value: the function is made by the compiler itself. */
  readonly isPath?: boolean;
  /** Only the compiler passes it, by its default; no program can. Comes last. */
  readonly isHidden?: boolean;
  /** One sentence. */
  readonly summary: string;
}

/** What is known of a call when it is compiled, by keyword. */
export interface Call {
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Arguments whose values are known. */
  readonly constants: ReadonlyMap<string, Value>;
}

/** A closure that a function takes: `-> |key, value| { … }`. */
export interface ClosureShape {
  /** Kinds of the variables, for the kind of what is iterated over; their number is checked. */
  readonly variables: (call: Call) => readonly Kind[];
  /** What the block must give. */
  readonly returns: Kind;
}

/** A constant argument that the function cannot take, and why: a compile error (E403 …), worded as VRL words it. */
export interface ArgumentFault {
  readonly keyword: string;
  readonly message: string;
  /** How it is printed where that is not as the value is. */
  readonly received?: string;
}

/** A call that cannot be compiled, by a code of VRL's own. */
export interface CallFault {
  readonly code: number;
  readonly message: string;
  /** What it says below the call; null where VRL does not say where it is. */
  readonly label: string | null;
}

/**
 * What a function gets as its first argument beside its own: made once, when the program is loaded, by the function `name`
 * of `runtime/<module>.ts` from `data`, which is plain data that the compiler knew.
 */
export interface Preparation {
  readonly name: string;
  readonly module: string;
  readonly data: unknown;
}

/**
 * A function of VRL's standard library, as the compiler sees it. What it does is `runtime/functions/<name with hyphens>.ts`,
 * which exports one function, named like it in camelCase: the arguments in the order of `parameters`, of the kinds
 * that these take (the compiler guards them), `undefined` for one that is left out without a default; it returns a Value, or
 * a Failure where `fallible`. A closure comes last, as a JavaScript function. A package holds only what its programs call.
 */
export interface FunctionDefinition {
  readonly name: string;
  readonly category: Category;
  /** What it is for, one or two sentences of our own. */
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly returns: Kind | ((call: Call) => Kind);
  /** Whether it can fail though each argument has the right kind. */
  readonly fallible: boolean | ((call: Call) => boolean);
  readonly closure?: ClosureShape;
  /**
   * `pure`: of its arguments alone. `epoch`: of the clock or of chance, which an epoch gives; its runtime function gets a
   * `CallContext` as the first argument. A string: why it is refused, for the message at compile time.
   */
  readonly support: 'pure' | 'epoch' | { readonly refused: string };
  /** For what is made of constants once rather than for each event. */
  readonly prepare?: (call: Call) => Preparation;
  /** Its arguments are only looked at when the program is compiled: nothing of them is run. */
  readonly runsNoArguments?: true;
  /** VRL itself says that it cannot fail, and it can: the program ends there, with its message. */
  readonly failsAnyway?: true;
  /** VRL itself says that it returns another kind than it does, so kinds of a program that calls it cannot be trusted. */
  readonly misstatesKind?: true | ((call: Call) => boolean);
  /** Checks constants; empty where all is well. */
  readonly check?: (call: Call) => readonly ArgumentFault[];
  /** What is passed instead of constants, so that they are taken apart when the program is compiled; or why they cannot. */
  readonly compileConstants?: (
    call: Call,
  ) => ReadonlyMap<string, Value> | ArgumentFault | CallFault;
  /** Programs of our own with what they give, as the oracle prints it; at least one. Each is a test. */
  readonly examples: readonly { readonly source: string; readonly result: string }[];
}
