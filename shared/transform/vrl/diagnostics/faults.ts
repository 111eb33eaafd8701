import { CompileFault, type Diagnostic, type Label } from './diagnostic.ts';

const documentation = 'see language documentation at https://vrl.dev';
const repl = 'try your code in the VRL REPL, learn more at https://vrl.dev/examples';

/** The notes below every error of VRL's: its own page, and where the language is explained. */
function notesOf(code: number, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...(hasPage(code)
      ? [`learn more about error code ${code} at https://errors.vrl.dev/${code}`]
      : []),
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

/** What VRL finds odd in a program that runs. */
export function warning(
  code: number,
  message: string,
  labels: readonly Label[],
  before: readonly string[],
): Diagnostic {
  return { severity: 'warning', code, message, labels, notes: notesOf(code, before) };
}

/** VRL explains some of its errors on pages of their own. */
function hasPage(code: number): boolean {
  return (code >= 100 && code <= 110) || (code >= 400 && code < 500);
}

/** Where it is told how errors are handled. */
export const handling: readonly string[] = [
  'see documentation about error handling at https://errors.vrl.dev/#handling',
];

/** Where it is told how a value is made one of another kind. */
export const coercing: readonly string[] = [
  'hint: coerce the value to the required type using a coercion function',
  'see documentation about type coercion at https://functions.vrl.dev/#coerce-functions',
];
