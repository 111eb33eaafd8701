import { type AddedField, addedFields, decodeEvent } from '../../decode/decode-event.ts';
import type { Decoder } from '../../decode/decoder.ts';
import { JsonScanner } from '../../decode/json/scanner.ts';
import { collectExactNumbers } from '../../encode/json/exact-numbers.ts';
import type { MetadataFields } from '../../pipeline/model.ts';
import { type ProgramContext, remembers } from '../../transform/model.ts';
import type { Chunk } from '../../record.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { Epoch } from '../epoch.ts';
import type { GraphNode } from '../graph.ts';
import { EventOnBytes, Refusal } from './event-on-bytes/event-on-bytes.ts';
import type { Program, RecordFrame } from './program.ts';
import { endReduces, reducesIn } from './reduce/reduce-step.ts';
import { SentEvents } from './sent-events.ts';
import { SeveralEvents } from './several-events.ts';
import type { SinkWriter } from './sink-writer.ts';
import { compileNode, type Step } from './steps.ts';
import type { OutletWriter } from '../outlets/outlet-writer.ts';
import { takenBy } from './taken-by.ts';

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
  readonly #sent = new SentEvents();
  readonly #reduces: readonly string[];

  constructor(
    nodes: readonly GraphNode[],
    writers: ReadonlyMap<string, SinkWriter>,
    outlets: ReadonlyMap<string, OutletWriter>,
    fields: MetadataFields,
  ) {
    const all = new Map<string, Pick<SinkWriter, 'write'>>([...writers, ...outlets]);
    this.#timestampField = fields.timestamp;
    this.#reduces = reducesIn(nodes);
    this.#writers = [...writers.values()];
    this.#readers = nodes.map((node) => {
      const added = addedFields(fields, deletedFirstBy(node));
      const onBytes = canStayOnBytes(node, outlets) ? new EventOnBytes(added) : null;
      return { step: compileNode(node, all, this.#sent), fields: added, onBytes };
    });
  }

  bind(epoch: Epoch): void {
    for (const writer of this.#writers) writer.bind(epoch);
  }

  /** Tells what was counted since the last call: once a chunk. */
  report(emit: Emit): void {
    this.#sent.report(emit);
  }

  /** See Program.finish. */
  finish(program: Program, epoch: Epoch): void {
    program.epoch = epoch;
    program.several = null;
    this.bind(epoch);
    endReduces(this.#reduces, program);
    for (const span of epoch.spans.values()) program.report(span);
  }

  run(decoder: Decoder, frame: RecordFrame): void {
    const { chunk, cursor, timestampMs } = frame;
    if (cursor.events !== undefined) frame.several = new SeveralEvents(cursor.events);
    const context = new RecordContext(
      frame,
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
  readonly #frame: RecordFrame;
  readonly #start: bigint;
  readonly #delta: number;

  constructor(
    frame: RecordFrame,
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
    this.#frame = frame;
    this.#start = start;
    this.#delta = delta;
  }

  get offset(): bigint {
    return this.#start + BigInt(this.#delta);
  }

  get place(): string {
    return this.#frame.several?.place ?? '';
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
export function needKeys(nodes: readonly GraphNode[], outlets: Outlets): boolean {
  return nodes.some((node) => canStayOnBytes(node, outlets));
}

type Outlets = ReadonlyMap<string, OutletWriter>;

/** Only one reader each, as copies are objects, and nobody who asks for an object at once. */
function canStayOnBytes(node: GraphNode, outlets: Outlets): boolean {
  if (node.kind === 'outlet') return (outlets.get(node.name)?.takes ?? 'nothing') !== 'nothing';
  if (node.kind === 'sink') return takenBy(node.sink) !== 'nothing';
  if (node.transform.type === 'remap' && node.transform.listsFirst) return false;
  // a record that is processed again, on an object, would be one that is remembered
  if (remembers(node.transform)) return false;
  return [...node.readers.values()].every(
    (readers) => readers.length <= 1 && readers.every((reader) => canStayOnBytes(reader, outlets)),
  );
}

function deletedFirstBy(node: GraphNode): readonly string[] {
  if (node.kind !== 'transform' || node.transform.type !== 'remap') return [];
  return node.transform.deletedFirst;
}
