import { compileProgram } from '../../../shared/transform/vrl/compile/compile-program.ts';
import { renderDiagnostics } from '../../../shared/transform/vrl/diagnostics/render.ts';
import { library } from '../../../shared/transform/vrl/functions/library.ts';
import { readEvent, toEvent } from '../../../shared/transform/vrl/runtime/event.ts';
import { Stop } from '../../../shared/transform/vrl/runtime/stop.ts';
import type { Event } from '../../../shared/transform/model.ts';
import { instantiateProgram } from '../instantiate-program.ts';
import { toolContext } from '../vrl/tool-context.ts';
import type { ValueProgram } from '../vrl/value-program.ts';

/** Null where the event meets a condition, or why it does not. */
export type Assertion = (event: Event) => string | null;

/** A condition of a test, which mostly asserts something. */
export function compileAssertion(source: string): Assertion | { readonly fault: string } {
  const program = compiled(source);
  if (typeof program === 'object') return program;
  return (event) => {
    const ran = program(readEvent(event, plain), {}, context);
    if (ran instanceof Stop) return ran.message ?? 'it aborted';
    return ran.value === true ? null : 'it does not hold';
  };
}

/** The event that a program makes out of nothing, for an input of the type `vrl`. */
export function eventOfProgram(
  source: string,
): { readonly event: Event } | { readonly fault: string } {
  const program = compiled(source);
  if (typeof program === 'object') return program;
  const ran = program({}, {}, context);
  if (ran instanceof Stop) return { fault: `the program ends: ${ran.message ?? 'it aborted'}` };
  return { event: toEvent(ran.event) as Event };
}

/** A field of a test is what it is written as. */
const plain = { timestampField: null };

const context = toolContext(() => undefined);

function compiled(source: string): ValueProgram | { readonly fault: string } {
  const result = compileProgram(source, library, 'values');
  if (!result.ok) {
    return { fault: `does not compile:\n${renderDiagnostics(source, result.diagnostics)}` };
  }
  return instantiateProgram<ValueProgram>(result.program);
}
