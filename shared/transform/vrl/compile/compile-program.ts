import type { Library } from '../check/check-context.ts';
import { checkProgram } from '../check/checker.ts';
import type { TypedExpression } from '../check/typed.ts';
import { unusedParts } from '../check/unused.ts';
import { CompileFault, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseProgram } from '../syntax/parser.ts';
import { Emitter } from './emitter.ts';
import { type EventUses, eventUses } from './event-uses.ts';
import { fieldTarget, flushLines } from './field-target.ts';
import type { TargetCode } from './target.ts';
import { encodesEvent, isIdle } from './operations.ts';
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
 * `events`: `(event, context)`, see `EventProgram`, as the engine does: `. = encode_json(.)` at its end leaves the fields as
 * they stand, for a sink. `observed-events`: the same for events that other programs look at, with that in VRL's own order.
 * `condition`: for its value alone.
 */
export type ProgramForm = 'values' | 'events' | 'observed-events' | 'condition';

/** Compiles a program to the text of a JavaScript function, or says why it does not compile. */
export function compileProgram(source: string, library: Library, form: ProgramForm): Compiled {
  let parsed;
  try {
    parsed = parseProgram(source);
  } catch (thrown) {
    if (thrown instanceof CompileFault) return { ok: false, diagnostics: [thrown.diagnostic] };
    throw thrown;
  }
  const { program: typed, diagnostics, trustsKinds } = checkProgram(parsed, library, source);
  if (typed === null) {
    // what is odd is told of a program that compiles
    return { ok: false, diagnostics: diagnostics.filter(({ severity }) => severity === 'error') };
  }
  const warnings = [...diagnostics, ...unusedParts(parsed, source)];
  if (form === 'condition') {
    // its value is all that it is asked for
    const uses = eventUses(typed);
    const program = {
      ...forCondition(typed, uses, trustsKinds),
      warnings,
      typed,
      uses,
    };
    return { ok: true, program };
  }
  const { program: changing, isEncoded } = changesOf(typed, form);
  const uses = eventUses(changing);
  const generated =
    form === 'values'
      ? forValues(typed, trustsKinds)
      : forEvents(changing, uses, isEncoded, trustsKinds);
  return { ok: true, program: { ...generated, warnings, typed, uses } };
}

/** What is left of the event when a condition has come to its end is not written back. */
function forCondition(
  typed: TypedExpression,
  uses: EventUses,
  trustsKinds: boolean,
): GeneratedProgram {
  const writer = new CodeWriter();
  if (uses.usesMetadata) writer.declare('metadata', '{}');
  const finish = (value: string): readonly string[] => [`return ${value};`];
  if (!uses.isWhole) {
    const ends = { first: null, last: null, asked: true, trustsKinds };
    return generate(typed, writer, fieldTarget(writer, uses, finish), 'event, context', ends);
  }
  const first = `event = ${writer.helper('readEvent', 'event')}(event, context);`;
  const ends = { first, last: null, asked: true, trustsKinds };
  return generate(typed, writer, wholeTarget(writer, finish), 'event, context', ends);
}

function forValues(typed: TypedExpression, trustsKinds: boolean): GeneratedProgram {
  const writer = new CodeWriter();
  const target = wholeTarget(writer, (value) => [`return { value: ${value}, event, metadata };`]);
  return generate(typed, writer, target, 'event, metadata, context', { trustsKinds });
}

/** What a program does to its event: without values at its end that nobody gets, and whether it makes it JSON at last. */
function changesOf(
  program: TypedExpression,
  form: ProgramForm,
): {
  readonly program: TypedExpression;
  readonly isEncoded: boolean;
} {
  const body = program.type === 'block' ? [...program.body] : [program];
  while (body.length > 0 && isIdle(body.at(-1) as TypedExpression)) body.pop();
  const last = body.at(-1);
  const isEncoded = form === 'events' && last !== undefined && encodesEvent(last);
  if (isEncoded) body.pop();
  return { program: { ...program, type: 'block', body, constant: undefined }, isEncoded };
}

function forEvents(
  typed: TypedExpression,
  uses: EventUses,
  isEncoded: boolean,
  trustsKinds: boolean,
): GeneratedProgram {
  const writer = new CodeWriter();
  if (uses.usesMetadata) writer.declare('metadata', '{}');
  const encoded = (): string => `return ${writer.helper('encodedEvent', 'event')}(event);`;
  if (uses.isWhole) {
    const settled = (): string => `return ${writer.helper('settled', 'event')}(event);`;
    const target = wholeTarget(writer, () => [settled()]);
    const first = `event = ${writer.helper('readEvent', 'event')}(event, context);`;
    const last = isEncoded ? `return ${writer.helper('jsonText', 'json-write')}(event);` : null;
    return generate(typed, writer, target, 'event, context', { first, last, trustsKinds });
  }
  const flush = (end: string): readonly string[] => [...flushLines(writer, uses), end];
  const target = fieldTarget(writer, uses, () => flush('return undefined;'));
  if (!isEncoded) return generate(typed, writer, target, 'event, context', { trustsKinds });
  return generate(typed, writer, target, 'event, context', {
    last: () => flush(encoded()),
    trustsKinds,
  });
}

/** What comes before and behind a program's own lines. */
interface Around {
  readonly first?: string | null;
  readonly last?: string | (() => readonly string[]) | null;
  readonly trustsKinds: boolean;
  /** Somebody asks for its value. */
  readonly asked?: boolean;
}

/** The function of a program, from its lines and what comes around them. */
export function generate(
  typed: TypedExpression,
  writer: CodeWriter,
  target: TargetCode,
  parameters: string,
  { first = null, last = null, trustsKinds, asked = parameters.includes('metadata') }: Around,
): GeneratedProgram {
  const emitter = new Emitter(writer, target, trustsKinds);
  if (asked) {
    for (const line of target.finish(emitter.emit(typed))) writer.line(line);
  } else {
    emitter.run(typed);
    const end = typeof last === 'function' ? last() : last === null ? null : [last];
    for (const line of end ?? target.finish('null')) writer.line(line);
  }
  const { lines } = writer;
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
    ...(first === null ? [] : [first]),
    ...(declared.length === 0 ? [] : [`let ${declared.join(', ')};`]),
    ...body,
    '};',
  ].join('\n');
  return { helpers, text };
}
