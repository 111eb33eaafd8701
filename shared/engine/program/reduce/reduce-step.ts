import type { Chunk } from '../../../record.ts';
import { restoreExactNumbers } from '../../../encode/json/exact-numbers.ts';
import type { EndedGroup, Groups, NamedCondition, ReduceModel } from '../../../transform/model.ts';
import { normalizeCondition } from '../../../transform/outcome.ts';
import type { GraphNode } from '../../graph.ts';
import type { EventFrame, RecordFrame } from '../program.ts';
import type { Step } from '../steps.ts';
import { GroupFrame } from './group-frame.ts';
import { type KeptOrigin, type KeptRecord, keepRecord } from './kept-record.ts';

/** What a reduce holds of an epoch, and what becomes of it. */
export class GatheredGroups {
  readonly groups: Groups<KeptOrigin>;
  readonly #name: string;
  readonly #next: Step;

  constructor(name: string, groups: Groups<KeptOrigin>, next: Step) {
    this.#name = name;
    this.groups = groups;
    this.#next = next;
  }

  /** Sends the event of a group on; those that it is made of count as left out, but for one. */
  send({ context, event, events, origins }: EndedGroup<KeptOrigin>, program: RecordFrame): void {
    const frame = new GroupFrame(program, origins, context.timestampMs);
    this.#next(event, frame, context);
    if (frame.isRejected || events === 1) return;
    program.rejections.left(program.epoch, this.#name, 'merged', events - 1);
  }

  end(program: RecordFrame): void {
    for (const group of this.groups.end()) {
      this.send(group, program);
      program.epoch.holdGathered(-group.bytes);
    }
  }
}

/**
 * Puts events into the groups of their epoch, and sends on what groups make that are at their end. What throws in a
 * condition is the fault of that one event.
 */
export function reduceStep(
  name: string,
  { startsWhen, endsWhen, open }: ReduceModel,
  next: Step,
  rejectThrown: (frame: EventFrame, component: string, thrown: unknown) => void,
): Step {
  return (event, frame, context) => {
    // an event of a record that is replayed for the sake of another one
    if (frame.several !== null && !frame.several.isMeant) return;
    let starts: boolean;
    let ends: boolean;
    const holds = (condition: NamedCondition | null): boolean =>
      condition !== null && normalizeCondition(condition(event, context));
    try {
      starts = holds(startsWhen);
      ends = holds(endsWhen);
    } catch (thrown) {
      rejectThrown(frame, name, thrown);
      return;
    }
    if (frame.exactNumbers !== null) restoreExactNumbers(frame.exactNumbers, event);
    const { epoch } = frame;
    let gathered = epoch.gathered.get(name);
    if (gathered === undefined) {
      gathered = new GatheredGroups(name, open<KeptOrigin>(), next);
      epoch.gathered.set(name, gathered);
    }
    const { groups } = gathered;
    const before = groups.heldBytes;
    const [program, origins] =
      frame instanceof GroupFrame
        ? [frame.program, frame.origins]
        : [frame as RecordFrame, originsOf(frame as RecordFrame)];
    for (const group of groups.add(event, context, { starts, ends }, origins)) {
      gathered.send(group, program);
    }
    epoch.holdGathered(groups.heldBytes - before);
    // the record has left something: where another sink stops at it, it is no longer as if it had not come
    epoch.written += 1;
  };
}

/** Names of the reduces among these nodes and below them, each behind those whose events it gets. */
export function reducesIn(nodes: readonly GraphNode[]): readonly string[] {
  const depths = new Map<string, number>();
  const walk = (node: GraphNode, above: number): void => {
    if (node.kind !== 'transform') return;
    const isReduce = node.transform.type === 'reduce';
    if (isReduce) depths.set(node.name, Math.max(depths.get(node.name) ?? 0, above));
    for (const readers of node.readers.values()) {
      for (const reader of readers) walk(reader, isReduce ? above + 1 : above);
    }
  };
  for (const node of nodes) walk(node, 0);
  return [...depths].toSorted(([, one], [, other]) => one - other).map(([name]) => name);
}

/** Ends what these reduces hold of the epoch of a frame, so that all of it is in the objects of the epoch. */
export function endReduces(names: readonly string[], program: RecordFrame): void {
  for (const name of names) program.epoch.gathered.get(name)?.end(program);
}

/** Copies of records that are in a group, by their chunk: a record of several events is copied once, and a chunk goes by. */
const lastKept = new WeakMap<Chunk, KeptRecord>();

function originsOf({ chunk, cursor, several }: RecordFrame): readonly KeptOrigin[] {
  let record = lastKept.get(chunk);
  if (record?.offset !== chunk.start + BigInt(cursor.offsetDelta)) {
    record = keepRecord(chunk, cursor);
    lastKept.set(chunk, record);
  }
  return [{ record, place: several?.place ?? '', bytes: record.byteLength }];
}
