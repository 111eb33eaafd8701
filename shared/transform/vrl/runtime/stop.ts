/** How a program ended that did not come to its end: by `abort`, or by the error of a function called with `!`. */
export class Stop {
  readonly kind: 'abort' | 'error';
  /** As VRL words it. It may hold parts of the event. */
  readonly message: string | null;
  constructor(kind: 'abort' | 'error', message: string | null) {
    this.kind = kind;
    this.message = message;
  }
}

/** A program that left by `return` out of a closure. */
export function caught(thrown: unknown): Stop {
  if (thrown instanceof Stop) return thrown;
  throw thrown;
}
