import { Reject } from './model.ts';

/** What a Fallible is not. Holds nothing, and fits nowhere. */
interface UnhandledFallible {
  readonly 'write .or(default) or .orReject() behind the call': never;
}

/**
 * What a function gives that can fail: a value or a reason, of which neither can be had without saying what happens
 * on failure. Everything else is refused by the compiler (arithmetic, assignment to T or to a field of an event,
 * conditions, comparison with a T), or else by the linter, and throws when it runs: text templates, string
 * concatenation, a minus sign before it, JSON. `!bool(x)` is refused by the linter alone.
 *
 * @example
 * event['number'] = toFloat(event['number']).or(0);
 * const at = parseTimestamp(event['at'], '%d.%m.%Y').orReject();
 */
export interface Fallible<out T> {
  /** The value, or the default on failure. The default is made either way: see `orElse` for costly ones. */
  readonly or: <D>(fallback: D) => T | D;
  /** The value, or what the function makes of the reason; it is called on failure only. */
  readonly orElse: <D>(fallback: (reason: string) => D) => T | D;
  /**
   * The value; on failure the event is rejected, that event alone. What the given text says stands before the reason.
   * @throws {Reject} to be caught by the engine, not by the transform
   */
  readonly orReject: (reason?: string) => T;
  /**
   * Not a promise: it is declared so that the compiler refuses `if (bool(x))`, which would always hold, and the linter
   * `!bool(x)`, which never would.
   * @deprecated never to be called; it throws
   */
  readonly then: (onfulfilled: (value: UnhandledFallible) => void) => never;
}

/** The methods that stop what types can't: being turned into text, a number, JSON, or awaited. */
abstract class Opaque {
  toString(): never {
    throw unhandled('as text');
  }
  valueOf(): never {
    throw unhandled('as a value');
  }
  [Symbol.toPrimitive](): never {
    throw unhandled('in an expression');
  }
  toJSON(): never {
    throw unhandled('as a field of an event');
  }
  // oxlint-disable-next-line unicorn/no-thenable -- it is there to be refused, see Fallible.then
  then(): never {
    throw unhandled('as a promise');
  }
}

function unhandled(where: string): TypeError {
  return new TypeError(
    `a Fallible was used ${where}: write .or(default) or .orReject() behind the call that gave it`,
  );
}

class Success<T> extends Opaque implements Fallible<T> {
  readonly #value: T;
  constructor(value: T) {
    super();
    this.#value = value;
  }
  or(): T {
    return this.#value;
  }
  orElse(): T {
    return this.#value;
  }
  orReject(): T {
    return this.#value;
  }
}

class Failure extends Opaque implements Fallible<never> {
  readonly #call: string;
  readonly #expected: string;
  readonly #got: string;
  constructor(call: string, expected: string, got: string) {
    super();
    this.#call = call;
    this.#expected = expected;
    this.#got = got;
  }
  or<D>(fallback: D): D {
    return fallback;
  }
  orElse<D>(fallback: (reason: string) => D): D {
    return fallback(this.#reason());
  }
  orReject(reason?: string): never {
    const found = this.#reason();
    // oxlint-disable-next-line typescript/only-throw-error -- without a stack, see Reject
    throw new Reject(reason === undefined ? found : `${reason}: ${found}`);
  }
  /** Put together when somebody asks: most failures end in a default. */
  #reason(): string {
    return `${this.#call}: expected ${this.#expected}, got ${this.#got}`;
  }
}

/** A Fallible that holds a value. */
export function succeed<T>(value: T): Fallible<T> {
  return new Success(value);
}

/**
 * A Fallible that holds the reason `call: expected …, got …`.
 * @param got what kind of thing was there, never the thing itself
 */
export function fail(call: string, expected: string, got: string): Fallible<never> {
  return new Failure(call, expected, got);
}

/** Whether somebody forgot to handle a Fallible; for whoever takes values from a transform. */
export function isFallible(value: unknown): value is Fallible<unknown> {
  return value instanceof Opaque;
}
