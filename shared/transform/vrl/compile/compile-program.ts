import { checkProgram, type Library } from '../check/checker.ts';
import type { TypedExpression } from '../check/typed.ts';
import { CompileFault, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseProgram } from '../syntax/parser.ts';
import { Emitter } from './emitter.ts';
import { type EventUses, eventUses } from './event-uses.ts';
import { fieldTarget, flushLines } from './field-target.ts';
import type { TargetCode } from './target.ts';
import { wholeTarget } from './whole-target.ts';
import { CodeWriter, type Helper } from './writer.ts';

/** A program as JavaScript. */
export interface GeneratedProgram {
  /** What it calls: `text` expects an object of these, called `runtime`. */
  readonly helpers: readonly Helper[];
  /** The body of a function of `runtime` that returns the program. */
  readonly text: string;
}

export interface CompiledProgram extends GeneratedProgram {
  readonly warnings: readonly Diagnostic[];
  readonly typed: TypedExpression;
  readonly uses: EventUses;
}

export type Compiled =
  | { readonly ok: true; readonly program: CompiledProgram }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * `values`: `(event, metadata, context)` gives `{ value, event, metadata }` or a Stop, as the tools run a program.
 * `events`: `(event, context)`, see `EventProgram`, as the engine does. `condition`: the same for its value alone.
 */
export type ProgramForm = 'values' | 'events' | 'condition';

/** Compiles a program to the text of a JavaScript function, or says why it does not compile. */
export function compileProgram(source: string, library: Library, form: ProgramForm): Compiled {
  let parsed;
  try {
    parsed = parseProgram(source);
  } catch (thrown) {
    if (thrown instanceof CompileFault) return { ok: false, diagnostics: [thrown.diagnostic] };
    throw thrown;
  }
  const { program: typed, diagnostics } = checkProgram(parsed, library);
  if (typed === null) return { ok: false, diagnostics };
  const uses = eventUses(typed);
  const generated = generators[form](typed, uses);
  return { ok: true, program: { ...generated, warnings: diagnostics, typed, uses } };
}

/** What is left of the event when a condition has come to its end is not written back. */
function forCondition(typed: TypedExpression, uses: EventUses): GeneratedProgram {
  const writer = new CodeWriter();
  if (uses.usesMetadata) writer.declare('metadata', '{}');
  const finish = (value: string): readonly string[] => [`return ${value};`];
  if (!uses.isWhole) {
    return generate(typed, writer, fieldTarget(writer, uses, finish), 'event, context');
  }
  const first = `event = ${writer.helper('readEvent', 'event')}(event);`;
  return generate(typed, writer, wholeTarget(writer, finish), 'event, context', [first]);
}

const generators: Readonly<
  Record<ProgramForm, (typed: TypedExpression, uses: EventUses) => GeneratedProgram>
> = { values: forValues, events: forEvents, condition: forCondition };

function forValues(typed: TypedExpression): GeneratedProgram {
  const writer = new CodeWriter();
  const target = wholeTarget(writer, (value) => [`return { value: ${value}, event, metadata };`]);
  return generate(typed, writer, target, 'event, metadata, context');
}

function forEvents(typed: TypedExpression, uses: EventUses): GeneratedProgram {
  const writer = new CodeWriter();
  if (uses.usesMetadata) writer.declare('metadata', '{}');
  if (uses.isWhole) {
    const target = wholeTarget(writer, () => [`return ${writer.helper('settled', 'event')}(event);`]);
    const first = `event = ${writer.helper('readEvent', 'event')}(event);`;
    return generate(typed, writer, target, 'event, context', [first]);
  }
  const target = fieldTarget(writer, uses, () => [...flushLines(writer, uses), 'return undefined;']);
  return generate(typed, writer, target, 'event, context');
}

function generate(
  typed: TypedExpression,
  writer: CodeWriter,
  target: TargetCode,
  parameters: string,
  first: readonly string[] = [],
): GeneratedProgram {
  const emitter = new Emitter(writer, target);
  const value = emitter.emit(typed);
  const end = target.finish(value);
  const lines = [...writer.lines, ...end];
  const caught = emitter.throws ? writer.helper('caught', 'stop') : null;
  const body =
    caught === null
      ? lines
      : ['try {', ...lines, '} catch (thrown) {', `return ${caught}(thrown);`, '}'];
  const { helpers, declared, constants } = writer;
  const names = helpers.map(({ name }) => name).join(', ');
  const text = [
    ...(helpers.length === 0 ? [] : [`const { ${names} } = runtime;`]),
    ...constants,
    `return (${parameters}) => {`,
    ...first,
    ...(declared.length === 0 ? [] : [`let ${declared.join(', ')};`]),
    ...body,
    '};',
  ].join('\n');
  return { helpers, text };
}
