import { CompileFault, type Label } from './diagnostic.ts';

const documentation = 'see language documentation at https://vrl.dev';
const repl = 'try your code in the VRL REPL, learn more at https://vrl.dev/examples';

/** The notes below every error of VRL's: its own page, and where the language is explained. */
export function notesOf(code: number, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    `learn more about error code ${code} at https://errors.vrl.dev/${code}`,
    documentation,
    repl,
  ];
}

/** An error that nothing of the program survives. */
export function fault(
  code: number,
  message: string,
  labels: readonly Label[],
  before: readonly string[] = [],
): CompileFault {
  return new CompileFault({
    severity: 'error',
    code,
    message,
    labels,
    notes: notesOf(code, before),
  });
}
