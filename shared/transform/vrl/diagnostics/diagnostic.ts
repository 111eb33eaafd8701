/** From `start` up to `end`, in UTF-16 units of the program's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place that a diagnostic points at, and what it says there. The primary ones are the cause. */
export interface Label {
  readonly span: Span;
  readonly text: string;
  readonly isPrimary: boolean;
}

/** What is wrong with a program, or odd about it, as VRL's own compiler words it. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: number;
  readonly message: string;
  readonly labels: readonly Label[];
  readonly notes: readonly string[];
}

/** Thrown out of the parser and the checker where going on makes no sense. Not an Error: it has no stack to read. */
export class CompileFault {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    this.diagnostic = diagnostic;
  }
}

export function primary(span: Span, text: string): Label {
  return { span, text, isPrimary: true };
}

export function context(span: Span, text: string): Label {
  return { span, text, isPrimary: false };
}
