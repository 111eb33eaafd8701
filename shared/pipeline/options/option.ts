import type { ValueType } from './value.ts';

/** One option: what it takes, and what it is when left out. What is said of it is in ../words. */
export interface Option<T> {
  readonly kind: 'option';
  readonly value: ValueType<unknown>;
  readonly required: boolean;
  /** What it is when left out; for a required one, a stand-in with which the other checks go on. */
  readonly fallback: T;
}

/** Options under one name. */
export interface Group<S extends Shape = Shape> {
  readonly kind: 'group';
  readonly options: S;
  /** A single value that may stand for the group, and the option that it then sets: `compression: 'gzip'`. */
  readonly short: string | null;
}

export interface Shape {
  readonly [name: string]: Option<unknown> | Group;
}

/** The values of a shape, typed. */
export type Values<S extends Shape> = {
  readonly [Name in keyof S]: S[Name] extends Option<infer T>
    ? T
    : S[Name] extends Group<infer Inner>
      ? Values<Inner>
      : never;
};

/** An option that must be given. */
export function required<T>(value: ValueType<T>, standIn: T): Option<T> {
  return option(value, true, standIn);
}

/** An option with a default. */
export function optional<T>(value: ValueType<T>, fallback: T): Option<T> {
  return option(value, false, fallback);
}

/** An option that is null when left out. */
export function nullable<T>(value: ValueType<T>): Option<T | null> {
  return option<T | null>(value, false, null);
}

function option<T>(value: ValueType<unknown>, isRequired: boolean, fallback: T): Option<T> {
  return { kind: 'option', value, required: isRequired, fallback };
}

/** Options under one name, of which one may be set by a single value in the group's place. */
export function group<const S extends Shape>(options: S, short: string | null = null): Group<S> {
  return { kind: 'group', options, short };
}
