import type { Known } from '../../../shared/transform/vrl/check/checker.ts';
import { any, anyObject } from '../../../shared/transform/vrl/check/kind.ts';
import { State } from '../../../shared/transform/vrl/check/state.ts';
import { compileLine } from '../../../shared/transform/vrl/compile/compile-line.ts';
import { renderDiagnostics } from '../../../shared/transform/vrl/diagnostics/render.ts';
import { library } from '../../../shared/transform/vrl/functions/library.ts';
import type { CallContext } from '../../../shared/transform/vrl/runtime/call-context.ts';
import { displayValue } from '../../../shared/transform/vrl/runtime/display.ts';
import { owned } from '../../../shared/transform/vrl/runtime/paths.ts';
import { Stop } from '../../../shared/transform/vrl/runtime/stop.ts';
import { isObject, type Value } from '../../../shared/transform/vrl/runtime/value.ts';
import { instantiateProgram } from '../instantiate-program.ts';
import type { Names } from './completions.ts';
import { isOpen } from './is-open.ts';
import type { Ran } from './value-program.ts';

type Variables = Readonly<Record<string, Value>>;

type LineProgram = (
  event: Value,
  metadata: Value,
  context: CallContext,
  variables: Variables,
) => (Ran & { readonly variables: Variables }) | Stop;

interface Target {
  event: Value;
  metadata: Value;
}

/**
 * Programs that are typed one after the other: each finds the event, its metadata and the variables as the last one left them.
 * One that does not compile, or ends in an error, leaves all of them as they were.
 */
export class Session {
  readonly #targets: Target[];
  #at = 0;
  #known: Known = { state: new State(), locals: 0 };
  #variables: Variables = {};

  /** @param events at least one */
  constructor(events: readonly Value[]) {
    this.#targets = events.map((event) => ({ event, metadata: {} }));
    this.#look();
  }

  /** What a program gives, or why it does not, as text; null: it cannot be at its end yet. */
  run(source: string, context: CallContext): string | null {
    const line = compileLine(source, library, this.#known);
    if (!line.ok) {
      const endsEarly = line.diagnostics.some(({ code }) => code === endOfProgram);
      if (endsEarly || isOpen(source)) return null;
      return this.explain(source);
    }
    const { event, metadata } = this.#target;
    const ran = instantiateProgram<LineProgram>(line.program)(
      // a program may change these, but nothing in them
      owned(event),
      owned(metadata),
      context,
      this.#variables,
    );
    if (ran instanceof Stop) return ran.message ?? 'aborted';
    this.#known = line.known;
    this.#variables = ran.variables;
    this.#targets[this.#at] = { event: ran.event, metadata: ran.metadata };
    return displayValue(ran.value);
  }

  /** Why a program does not compile, though it may only lack its end. */
  explain(source: string): string {
    const line = compileLine(source, library, this.#known);
    return line.ok ? '' : `\n${renderDiagnostics(source, line.diagnostics)}`;
  }

  /** Goes to the next event; behind the last one a new one is begun, as long as that is not empty itself. */
  next(): void {
    const last = this.#targets.at(-1)?.event ?? null;
    if (this.#at < this.#targets.length - 1) this.#at++;
    else if (last !== null) {
      this.#targets.push({ event: null, metadata: {} });
      this.#at++;
    }
    this.#look();
  }

  /** Goes back to the one before; an empty one at the end is gone then. */
  previous(): void {
    if (this.#targets.length > 1 && this.#targets.at(-1)?.event === null) this.#targets.pop();
    this.#at = Math.min(Math.max(0, this.#at - 1), this.#targets.length - 1);
    this.#look();
  }

  /** What the next line can name. */
  get names(): Names {
    return { ...this.#target, variables: this.#known.state.names };
  }

  get #target(): Target {
    return this.#targets[this.#at] ?? { event: null, metadata: {} };
  }

  /** Of another event nothing is known, but whether it has fields. */
  #look(): void {
    const state = this.#known.state.copy();
    state.setRoot('event', isObject(this.#target.event) ? anyObject : any);
    state.setRoot('metadata', anyObject);
    this.#known = { ...this.#known, state };
  }
}

/** The code of a program that ends where more has to come. */
const endOfProgram = 204;
