import { checkProgram, type Library } from '../check/checker.ts';
import { CompileFault, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseProgram } from '../syntax/parser.ts';
import { Emitter } from './emitter.ts';
import { wholeTarget } from './whole-target.ts';
import { CodeWriter, type Helper } from './writer.ts';

/** A program as JavaScript. */
export interface GeneratedProgram {
  /** What it calls: `text` expects an object of these, called `runtime`. */
  readonly helpers: readonly Helper[];
  /** The body of a function of `runtime` that returns the program. */
  readonly text: string;
}

export type Compiled =
  | { readonly ok: true; readonly program: GeneratedProgram; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Compiles a program to a function over values, as the tools run it: `(event, metadata, context)` gives
 * `{ value, event, metadata }`, or a Stop.
 */
export function compileProgram(source: string, library: Library): Compiled {
  let parsed;
  try {
    parsed = parseProgram(source);
  } catch (thrown) {
    if (thrown instanceof CompileFault) return { ok: false, diagnostics: [thrown.diagnostic] };
    throw thrown;
  }
  const { program, diagnostics } = checkProgram(parsed, library);
  if (program === null) return { ok: false, diagnostics };
  const writer = new CodeWriter();
  const target = wholeTarget(writer, (value) => [`return { value: ${value}, event, metadata };`]);
  const emitter = new Emitter(writer, target);
  const value = emitter.emit(program);
  const end = target.finish(value);
  const lines = [...writer.lines, ...end];
  const caught = emitter.throws ? writer.helper('caught', 'stop') : null;
  const body =
    caught === null ? lines : ['try {', ...lines, '} catch (thrown) {', `return ${caught}(thrown);`, '}'];
  const { helpers, declared, constants } = writer;
  const text = [
    ...(helpers.length === 0 ? [] : [`const { ${helpers.map(({ name }) => name).join(', ')} } = runtime;`]),
    ...constants,
    'return (event, metadata, context) => {',
    ...(declared.length === 0 ? [] : [`let ${declared.join(', ')};`]),
    ...body,
    '};',
  ].join('\n');
  return { ok: true, program: { helpers, text }, warnings: diagnostics };
}
