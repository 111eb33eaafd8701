/** A program with what VRL's own command line made of it. */
export interface ConformanceCase {
  readonly program: string;
  /** The event, as JSON text; numbers count as they are written. */
  readonly input: string;
  /** Absent until it was asked for. */
  readonly expected?: Expected;
}

/** What is compared; a program that does not compile has diagnostics alone. */
export interface Expected {
  /** As it is printed; null where there is none. */
  readonly value: string | null;
  readonly object: string | null;
  /** What is printed instead of a value. */
  readonly error: string | null;
  /** Codes of errors, in their order. */
  readonly codes: readonly number[];
  /** All that is printed of diagnostics. */
  readonly diagnostics: string;
}
