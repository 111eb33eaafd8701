import {
  dropped,
  type Event,
  type GateModel,
  type NamedCondition,
  type ProgramContext,
  Reject,
  type RemapProgram,
  Rerouted,
} from '../../transform/model.ts';
import {
  normalizeCondition,
  normalizeResult,
  normalizeResults,
  outcomeOf,
} from '../../transform/outcome.ts';
import type { GraphNode } from '../graph.ts';
import { cloneEvent } from './clone-event.ts';
import { Refusal } from './event-on-bytes/event-on-bytes.ts';
import type { EventFrame } from './program.ts';
import { reduceStep } from './reduce/reduce-step.ts';
import type { OutputCounter, SentEvents } from './sent-events.ts';
import { SeveralEvents } from './several-events.ts';
import { takenBy } from './taken-by.ts';
import type { SinkWriter } from './sink-writer.ts';

/** What is done with an event at one place of the pipeline, and with what comes of it behind that. */
export type Step = (event: Event, frame: EventFrame, context: ProgramContext) => void;

/** What writes the events of sinks, by name. */
type Writers = ReadonlyMap<string, Pick<SinkWriter, 'write'>>;

/** A component and all that reads it as one function. */
export function compileNode(node: GraphNode, writers: Writers, sent: SentEvents): Step {
  if (node.kind !== 'transform') {
    const writer = writers.get(node.name);
    return (event, frame) => writer?.write(event, frame);
  }
  const { name, transform } = node;
  const next = (output: string): Step =>
    fork((node.readers.get(output) ?? []).map((reader) => compileNode(reader, writers, sent)));
  const counted = (output: string): Step => counting(next(output), sent.counter(name, output));
  if (transform.type === 'remap') {
    const rerouted = node.readers.has('dropped') ? counted('dropped') : next('dropped');
    const [reader, ...others] = node.readers.get('') ?? [];
    const isWritten =
      others.length === 0 && reader?.kind === 'sink' && takenBy(reader.sink) === 'message';
    const added = sent.counter(name, null);
    return remapStep(name, transform.program, { next: next(''), isWritten, rerouted, added });
  }
  if (transform.type === 'filter') return filterStep(name, transform.condition, next(''));
  if (transform.type === 'reduce') return reduceStep(name, transform, next(''), rejectThrown);
  if (transform.type !== 'route') return gateStep(name, transform, next(''));
  const routes = [...transform.routes].map(([output, condition]) => ({
    condition,
    step: counted(output),
  }));
  const read = (node.readers.get('_unmatched') ?? []).length > 0;
  return routeStep(
    name,
    routes,
    transform.exclusive,
    read ? counted('_unmatched') : (_, frame) => frame.dropped(name),
  );
}

function fork(steps: readonly Step[]): Step {
  const [only, ...others] = steps;
  if (only === undefined) return () => undefined;
  if (others.length === 0) return only;
  return (event, frame, context) => {
    if (frame.onBytes !== null && event === frame.onBytes.event) throw new Refusal();
    for (const step of others) step(cloneEvent(event), frame, context);
    only(event, frame, context);
  };
}

/** Counts behind the step: an event that bytes were not enough for comes again, as an object. */
function counting(step: Step, counter: OutputCounter): Step {
  return (event, frame, context) => {
    step(event, frame, context);
    counter.events++;
  };
}

interface RemapOutputs {
  readonly next: Step;
  /** That is a sink which writes the message, and looks at nothing else. */
  readonly isWritten: boolean;
  readonly rerouted: Step;
  readonly added: OutputCounter;
}

function remapStep(
  name: string,
  program: RemapProgram,
  { next, isWritten, rerouted, added }: RemapOutputs,
): Step {
  return (event, frame, context) => {
    let result: Event;
    let isRerouted: boolean;
    let several: readonly Event[] | null = null;
    try {
      const given = program(event, context);
      refuseAgain(frame);
      if (given === dropped) {
        frame.dropped(name);
        return;
      }
      isRerouted = given instanceof Rerouted;
      if (Array.isArray(given)) {
        // what one of them may ask for that bytes cannot give, another would have been written before
        if (frame.onBytes !== null) throw new Refusal();
        several = normalizeResults(given);
        result = event;
      } else if (frame.onBytes !== null && given === frame.onBytes.encodedEvent) {
        // whoever else comes next may keep it, or change it
        result = isWritten ? given : { ...given };
      } else result = given instanceof Rerouted ? given.event : normalizeResult(given, event);
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    if (several !== null) {
      goOnEach(several, name, next, frame, context);
      added.events += Math.max(0, several.length - 1);
    } else if (isRerouted) rerouted(result, frame, context);
    else next(result, frame, context);
  };
}

/** Sends each of several events on; all but the last as copies, as they may share what is in them. */
function goOnEach(
  events: readonly Event[],
  name: string,
  next: Step,
  frame: EventFrame,
  context: ProgramContext,
): void {
  if (events.length === 0) {
    frame.dropped(name);
    return;
  }
  if (frame.isOfSeveral) {
    goOnAlone(events, name, next, frame, context);
    return;
  }
  const several = (frame.several ??= new SeveralEvents(null));
  const { place } = several;
  for (const [at, event] of events.entries()) {
    several.place = place === '' ? String(at) : `${place}.${at}`;
    next(at === events.length - 1 ? event : cloneEvent(event), frame, context);
  }
  several.place = place;
}

/**
 * The same of an event that a reduce made of several records. Should one of several events of it be rejected, no dead
 * letter could say which: a replay would group the records again, and store the others twice.
 */
function goOnAlone(
  [event, ...others]: readonly Event[],
  name: string,
  next: Step,
  frame: EventFrame,
  context: ProgramContext,
): void {
  if (event !== undefined && others.length === 0) {
    next(event, frame, context);
    return;
  }
  const reason = `gives ${others.length + 1} events of one that a reduce made of several records; allowed: one, or several before the reduce`;
  frame.reject('transform', name, 'TRANSFORM_REJECTED', reason);
}

function filterStep(name: string, condition: NamedCondition, next: Step): Step {
  return (event, frame, context) => {
    let holds: boolean;
    try {
      holds = normalizeCondition(condition(event, context));
      refuseAgain(frame);
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    if (holds) next(event, frame, context);
    else frame.dropped(name);
  };
}

function gateStep(name: string, { exclude, open }: GateModel, next: Step): Step {
  return (event, frame, context) => {
    let passes: boolean;
    try {
      passes =
        (exclude !== null && normalizeCondition(exclude(event, context))) ||
        frame.epoch.gate(name, open)(event, context);
      refuseAgain(frame);
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    if (passes) next(event, frame, context);
    else frame.dropped(name);
  };
}

/** All conditions are asked before anything goes on, so that an event is rejected whole or not at all. */
function routeStep(
  name: string,
  routes: readonly { readonly condition: NamedCondition; readonly step: Step }[],
  exclusive: boolean,
  unmatched: Step,
): Step {
  return (event, frame, context) => {
    const matched: Step[] = [];
    try {
      for (const { condition, step } of routes) {
        if (!normalizeCondition(condition(event, context))) continue;
        matched.push(step);
        if (exclusive) break;
      }
      refuseAgain(frame);
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    fork(matched.length > 0 ? matched : [unmatched])(event, frame, context);
  };
}

/** Where a program went on although it was refused something. */
function refuseAgain({ onBytes }: EventFrame): void {
  if (onBytes !== null && onBytes.isRefused) throw new Refusal();
}

/**
 * An error may come from the stand-in: only an object tells whether it is the program's own. What the program rejects
 * by itself is.
 */
function rejectThrown(frame: EventFrame, component: string, thrown: unknown): void {
  const { onBytes } = frame;
  if (onBytes !== null && (onBytes.isRefused || !(thrown instanceof Reject))) throw new Refusal();
  const { code, reason } = outcomeOf(thrown);
  frame.reject('transform', component, code, reason);
}
