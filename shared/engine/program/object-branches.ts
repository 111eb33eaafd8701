import { type AddedField, addedFields, decodeEvent } from '../../decode/decode-event.ts';
import type { Decoder } from '../../decode/decoder.ts';
import { collectExactNumbers } from '../../encode/json/exact-numbers.ts';
import type { MetadataFields } from '../../pipeline/model.ts';
import { normalizeCondition, normalizeResult, outcomeOf } from '../../transform/outcome.ts';
import type { Condition, Event, EventContext, RemapFunction } from '../../transform/model.ts';
import type { Epoch } from '../epoch.ts';
import type { GraphNode } from '../graph.ts';
import { cloneEvent } from './clone-event.ts';
import type { RecordFrame } from './program.ts';
import type { SinkWriter } from './sink-writer.ts';

type Step = (event: Event, frame: RecordFrame, context: EventContext) => void;

/**
 * The branches of a source that need an event as an object. Each reader of the source gets one of its own, built from
 * the bytes; where an output has several readers further down, all but the last get a copy.
 */
export class ObjectBranches {
  readonly #readers: readonly { readonly step: Step; readonly fields: readonly AddedField[] }[];
  readonly #writers: readonly SinkWriter[];

  constructor(
    nodes: readonly GraphNode[],
    writers: ReadonlyMap<string, SinkWriter>,
    fields: MetadataFields,
  ) {
    this.#writers = [...writers.values()];
    this.#readers = nodes.map((node) => ({
      step: compileNode(node, writers),
      fields: addedFields(fields, deletedFirstBy(node)),
    }));
  }

  bind(epoch: Epoch): void {
    for (const writer of this.#writers) writer.bind(epoch);
  }

  run(decoder: Decoder, frame: RecordFrame): void {
    const { chunk, cursor, timestampMs } = frame;
    const context: EventContext = {
      topic: chunk.topic,
      partition: chunk.partition,
      offset: chunk.start + BigInt(cursor.offsetDelta),
      timestampMs,
    };
    for (const { step, fields } of this.#readers) {
      const event = decodeEvent(decoder, cursor, chunk, fields);
      frame.exactNumbers = decoder.hasInexactNumber ? collectExactNumbers(event) : null;
      step(event, frame, context);
    }
  }
}

function deletedFirstBy(node: GraphNode): readonly string[] {
  if (node.kind === 'sink' || node.transform.type !== 'remap') return [];
  return node.transform.deletedFirst;
}

function compileNode(node: GraphNode, writers: ReadonlyMap<string, SinkWriter>): Step {
  if (node.kind === 'sink') {
    const writer = writers.get(node.name);
    return (event, frame) => writer?.write(event, frame);
  }
  const { name, transform } = node;
  const next = (output: string): Step =>
    fork((node.readers.get(output) ?? []).map((reader) => compileNode(reader, writers)));
  if (transform.type === 'remap') return remapStep(name, transform.program, next(''));
  if (transform.type === 'filter') return filterStep(name, transform.condition, next(''));
  const routes = [...transform.routes].map(([output, condition]) => ({
    condition,
    step: next(output),
  }));
  const read = (node.readers.get('_unmatched') ?? []).length > 0;
  return routeStep(name, routes, read ? next('_unmatched') : (_, frame) => frame.dropped(name));
}

function fork(steps: readonly Step[]): Step {
  const [only, ...others] = steps;
  if (only === undefined) return () => undefined;
  if (others.length === 0) return only;
  return (event, frame, context) => {
    for (const step of others) step(cloneEvent(event), frame, context);
    only(event, frame, context);
  };
}

function remapStep(name: string, program: RemapFunction, next: Step): Step {
  return (event, frame, context) => {
    let result: Event;
    try {
      result = normalizeResult(program(event, context), event);
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    next(result, frame, context);
  };
}

function filterStep(name: string, condition: Condition, next: Step): Step {
  return (event, frame, context) => {
    let holds: boolean;
    try {
      holds = normalizeCondition(condition(event, context));
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    if (holds) next(event, frame, context);
    else frame.dropped(name);
  };
}

/** All conditions are asked before anything goes on, so that an event is rejected whole or not at all. */
function routeStep(
  name: string,
  routes: readonly { readonly condition: Condition; readonly step: Step }[],
  unmatched: Step,
): Step {
  return (event, frame, context) => {
    const matched: Step[] = [];
    try {
      for (const { condition, step } of routes) {
        if (normalizeCondition(condition(event, context))) matched.push(step);
      }
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    fork(matched.length > 0 ? matched : [unmatched])(event, frame, context);
  };
}

function rejectThrown(frame: RecordFrame, component: string, thrown: unknown): void {
  const { code, reason } = outcomeOf(thrown);
  frame.reject('transform', component, code, reason);
}
