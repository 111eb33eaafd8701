import { type AddedField, addedFields, decodeEvent } from '../../decode/decode-event.ts';
import type { Decoder } from '../../decode/decoder.ts';
import { JsonScanner } from '../../decode/json/scanner.ts';
import { collectExactNumbers } from '../../encode/json/exact-numbers.ts';
import type { MetadataFields } from '../../pipeline/model.ts';
import { normalizeCondition, normalizeResult, outcomeOf } from '../../transform/outcome.ts';
import {
  dropped,
  type Event,
  type NamedCondition,
  type ProgramContext,
  Reject,
  type RemapProgram,
  Rerouted,
} from '../../transform/model.ts';
import type { Chunk } from '../../record.ts';
import type { Epoch } from '../epoch.ts';
import type { GraphNode } from '../graph.ts';
import { cloneEvent } from './clone-event.ts';
import { EventOnBytes, Refusal } from './event-on-bytes/event-on-bytes.ts';
import type { RecordFrame } from './program.ts';
import type { SinkWriter } from './sink-writer.ts';
import { takenBy } from './taken-by.ts';

type Step = (event: Event, frame: RecordFrame, context: ProgramContext) => void;

interface ObjectReader {
  readonly step: Step;
  readonly fields: readonly AddedField[];
  /** Null: it is given objects. */
  readonly onBytes: EventOnBytes | null;
}

/**
 * The branches of a source that need an event as an object, or what passes for one. Each reader of the source gets one
 * of its own; where an output has several readers further down, all but the last get a copy.
 */
export class ObjectBranches {
  readonly #readers: readonly ObjectReader[];
  readonly #writers: readonly SinkWriter[];
  readonly #timestampField: string | null;

  constructor(
    nodes: readonly GraphNode[],
    writers: ReadonlyMap<string, SinkWriter>,
    fields: MetadataFields,
  ) {
    this.#timestampField = fields.timestamp;
    this.#writers = [...writers.values()];
    this.#readers = nodes.map((node) => {
      const added = addedFields(fields, deletedFirstBy(node));
      const onBytes = canStayOnBytes(node) ? new EventOnBytes(added) : null;
      return { step: compileNode(node, writers), fields: added, onBytes };
    });
  }

  bind(epoch: Epoch): void {
    for (const writer of this.#writers) writer.bind(epoch);
  }

  run(decoder: Decoder, frame: RecordFrame): void {
    const { chunk, cursor, timestampMs } = frame;
    const context = new RecordContext(
      chunk,
      cursor.offsetDelta,
      timestampMs,
      frame.epoch.openedAtMs,
      this.#timestampField,
    );
    const scanner = decoder instanceof JsonScanner ? decoder : (decoder.scanner ?? null);
    for (const reader of this.#readers) {
      if (scanner !== null && runOnBytes(reader, scanner, frame, context)) continue;
      const event = decodeEvent(decoder, cursor, chunk, reader.fields);
      frame.exactNumbers = decoder.hasInexactNumber ? collectExactNumbers(event) : null;
      reader.step(event, frame, context);
    }
  }
}

/** What a program may know of its record; few ask for the offset, and a bigint is an object. */
class RecordContext implements ProgramContext {
  readonly topic: string;
  readonly partition: number;
  readonly timestampMs: number;
  readonly openedAtMs: number;
  readonly timestampField: string | null;
  readonly #start: bigint;
  readonly #delta: number;

  constructor(
    { topic, partition, start }: Chunk,
    delta: number,
    timestampMs: number,
    openedAtMs: number,
    timestampField: string | null,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.timestampMs = timestampMs;
    this.openedAtMs = openedAtMs;
    this.timestampField = timestampField;
    this.#start = start;
    this.#delta = delta;
  }

  get offset(): bigint {
    return this.#start + BigInt(this.#delta);
  }
}

/** Whether that did; nothing has come of it where it did not. */
function runOnBytes(
  { step, onBytes }: ObjectReader,
  scanner: JsonScanner,
  frame: RecordFrame,
  context: ProgramContext,
): boolean {
  if (onBytes === null || !onBytes.begin(scanner, frame.cursor, frame.chunk)) return false;
  frame.exactNumbers = null;
  frame.onBytes = onBytes;
  try {
    step(onBytes.event, frame, context);
    return true;
  } catch (thrown) {
    if (thrown instanceof Refusal) return false;
    throw thrown;
  } finally {
    frame.onBytes = null;
    onBytes.end();
  }
}

/** Whether the readers of a source need to know where the keys of an event stand. */
export function needKeys(nodes: readonly GraphNode[]): boolean {
  return nodes.some(canStayOnBytes);
}

/** Only one reader each, as copies are objects, and nobody who asks for an object at once. */
function canStayOnBytes(node: GraphNode): boolean {
  if (node.kind === 'sink') return takenBy(node.sink) !== 'nothing';
  if (node.transform.type === 'remap' && node.transform.listsFirst) return false;
  return [...node.readers.values()].every(
    (readers) => readers.length <= 1 && readers.every(canStayOnBytes),
  );
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
  if (transform.type === 'remap') {
    return remapStep(name, transform.program, next(''), next('dropped'));
  }
  if (transform.type === 'filter') return filterStep(name, transform.condition, next(''));
  const routes = [...transform.routes].map(([output, condition]) => ({
    condition,
    step: next(output),
  }));
  const read = (node.readers.get('_unmatched') ?? []).length > 0;
  return routeStep(
    name,
    routes,
    transform.exclusive,
    read ? next('_unmatched') : (_, frame) => frame.dropped(name),
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

function remapStep(name: string, program: RemapProgram, next: Step, rerouted: Step): Step {
  return (event, frame, context) => {
    let result: Event;
    let isRerouted: boolean;
    try {
      const given = program(event, context);
      refuseAgain(frame);
      if (given === dropped) {
        frame.dropped(name);
        return;
      }
      isRerouted = given instanceof Rerouted;
      result = given instanceof Rerouted ? given.event : normalizeResult(given, event);
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    if (isRerouted) rerouted(result, frame, context);
    else next(result, frame, context);
  };
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
function refuseAgain({ onBytes }: RecordFrame): void {
  if (onBytes !== null && onBytes.isRefused) throw new Refusal();
}

/**
 * An error may come from the stand-in: only an object tells whether it is the program's own. What the program rejects
 * by itself is.
 */
function rejectThrown(frame: RecordFrame, component: string, thrown: unknown): void {
  const { onBytes } = frame;
  if (onBytes !== null && (onBytes.isRefused || !(thrown instanceof Reject))) throw new Refusal();
  const { code, reason } = outcomeOf(thrown);
  frame.reject('transform', component, code, reason);
}
