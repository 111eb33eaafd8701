import type { Library } from '../check/check-context.ts';
import { checkProgram, type Known } from '../check/checker.ts';
import { CompileFault, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseProgram } from '../syntax/parser.ts';
import { type GeneratedProgram, generate } from './compile-program.ts';
import { localName } from './emitter.ts';
import { wholeTarget } from './whole-target.ts';
import { CodeWriter } from './writer.ts';

export type CompiledLine =
  | {
      readonly ok: true;
      /** `(event, metadata, context, variables)` gives `{ value, event, metadata, variables }` or a Stop. */
      readonly program: GeneratedProgram;
      /** For the next line, where this one has come to its end. */
      readonly known: Known;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Compiles a program that goes on where others have ended, with their variables, as it is typed line by line. */
export function compileLine(source: string, library: Library, before: Known): CompiledLine {
  let parsed;
  try {
    parsed = parseProgram(source);
  } catch (thrown) {
    if (thrown instanceof CompileFault) return { ok: false, diagnostics: [thrown.diagnostic] };
    throw thrown;
  }
  const checked = checkProgram(parsed, library, source, before);
  const { diagnostics, known, program: typed } = checked;
  if (typed === null) return { ok: false, diagnostics };
  const writer = new CodeWriter();
  const given = variablesOf(before);
  for (const name of given) writer.given(name);
  const kept = variablesOf(known);
  for (const name of kept) writer.declare(name, 'null');
  const target = wholeTarget(writer, (value) => [
    `return { value: ${value}, event, metadata, variables: { ${kept.join(', ')} } };`,
  ]);
  const program = generate(typed, writer, target, 'event, metadata, context, variables', {
    first: given.length === 0 ? null : `let { ${given.join(', ')} } = variables;`,
    // a line that stopped in the middle, or returned, has not done all that is known of it
    trustsKinds: false,
  });
  return { ok: true, program, known };
}

function variablesOf({ state }: Known): readonly string[] {
  return state.names.flatMap((name) => {
    const known = state.local(name);
    return known === undefined ? [] : [localName(known.local)];
  });
}
