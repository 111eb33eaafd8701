import { type FieldPath, valueAt } from '../../field-path.ts';
import { distinctText } from '../gates/texts.ts';
import type { EndedGroup, Event, Groups, Origin, ProgramContext } from '../model.ts';
import { type KnownPaths, Reduction, type Strategies } from './reduction.ts';

export interface GroupRules {
  /** Events with the same values here are of one group; one that has no such value is of the group of those. */
  readonly groupBy: readonly FieldPath[];
  readonly strategies: Strategies;
  readonly maxEvents: number | null;
  readonly maxGroups: number | null;
  /** A group ends before an event that comes so long after its last one, by the records' times. */
  readonly expireAfterMs: number;
  /** And before one that comes so long after its first one. */
  readonly endEveryPeriodMs: number | null;
  /** What open groups may hold, by what their records count. */
  readonly maxOpenBytes: number;
}

interface OpenGroup<O extends Origin> {
  /** Groups by the order in which they began. */
  readonly number: number;
  /** Of its first event. */
  readonly context: ProgramContext;
  readonly reduction: Reduction;
  readonly origins: O[];
  events: number;
  bytes: number;
  /** Time of its latest record: a late one does not set it back. */
  latestMs: number;
}

const none: readonly never[] = [];

/**
 * What a group and a field of it count beside its records. Constants near to what they take, and not what they take: the
 * groups that end for want of room have to be the same ones on every machine.
 */
const groupBytes = 512;
const fieldBytes = 128;

/**
 * The open groups of one epoch. Whether a group ends is decided when an event of the same group comes, by that event and
 * the group's own: by no clock, and by nobody else's times, so that it is the same whenever it is done again, and a
 * record whose time is wrong ends no group but its own. Only where there are too many, or too many bytes of them, the
 * group ends that has waited longest for an event.
 */
export class OpenGroups<O extends Origin> implements Groups<O> {
  readonly #rules: GroupRules;
  /** In the order in which they had their last event. */
  readonly #open = new Map<string, OpenGroup<O>>();
  readonly #paths: KnownPaths = new Map();
  #begun = 0;
  #bytes = 0;

  constructor(rules: GroupRules) {
    this.#rules = rules;
  }

  get heldBytes(): number {
    return this.#bytes;
  }

  add(
    event: Event,
    context: ProgramContext,
    { starts, ends }: { readonly starts: boolean; readonly ends: boolean },
    origins: readonly O[],
  ): readonly EndedGroup<O>[] {
    const { maxEvents } = this.#rules;
    const name = this.#nameOf(event);
    const ended: EndedGroup<O>[] = [];
    let group = this.#open.get(name);
    if (group !== undefined && (starts || this.#isOver(group, context.timestampMs))) {
      ended.push(this.#end(name, group));
      group = undefined;
    }
    if (group === undefined) group = this.#begin(context);
    else this.#open.delete(name);
    this.#open.set(name, group);
    this.#addTo(group, event, context, origins);
    const isFull = maxEvents !== null && group.events >= maxEvents;
    // as in Vector, one that starts a group does not end it
    if (!starts && (ends || isFull)) ended.push(this.#end(name, group));
    while (this.#isTooMuch()) {
      const [longest] = this.#open;
      if (longest === undefined) break;
      ended.push(this.#end(...longest));
    }
    return ended.length === 0 ? none : ended;
  }

  /** Ends all, one after the other, in the order in which they began. */
  *end(): Iterable<EndedGroup<O>> {
    const open = [...this.#open].toSorted(([, one], [, other]) => one.number - other.number);
    for (const [name, group] of open) yield this.#end(name, group);
  }

  #isTooMuch(): boolean {
    const { maxGroups, maxOpenBytes } = this.#rules;
    return this.#bytes > maxOpenBytes || (maxGroups !== null && this.#open.size > maxGroups);
  }

  #nameOf(event: Event): string {
    let name = '';
    for (const path of this.#rules.groupBy) {
      const value = valueAt(event, path);
      name += value === undefined ? '\n' : `${distinctText(value)}\n`;
    }
    return name;
  }

  #isOver({ context, latestMs }: OpenGroup<O>, timestampMs: number): boolean {
    const { expireAfterMs, endEveryPeriodMs } = this.#rules;
    if (timestampMs - latestMs >= expireAfterMs) return true;
    return endEveryPeriodMs !== null && timestampMs - context.timestampMs >= endEveryPeriodMs;
  }

  #begin(context: ProgramContext): OpenGroup<O> {
    const { topic, partition, offset, timestampMs, openedAtMs, timestampField, place } = context;
    return {
      number: this.#begun++,
      // its own: what it was made of changes with the next record
      context: { topic, partition, offset, timestampMs, openedAtMs, timestampField, place },
      reduction: new Reduction(this.#rules.strategies, timestampField, this.#paths),
      origins: [],
      events: 0,
      bytes: 0,
      latestMs: timestampMs,
    };
  }

  #addTo(
    group: OpenGroup<O>,
    event: Event,
    { timestampMs }: ProgramContext,
    origins: readonly O[],
  ): void {
    const { reduction } = group;
    const before = reduction.fields;
    reduction.add(event);
    let bytes = (reduction.fields - before) * fieldBytes;
    if (group.events === 0) bytes += groupBytes;
    for (const origin of origins) {
      group.origins.push(origin);
      bytes += origin.bytes;
    }
    group.events += 1;
    group.latestMs = Math.max(group.latestMs, timestampMs);
    group.bytes += bytes;
    this.#bytes += bytes;
  }

  #end(name: string, group: OpenGroup<O>): EndedGroup<O> {
    this.#open.delete(name);
    this.#bytes -= group.bytes;
    const { bytes, context, events, origins, reduction } = group;
    return { event: reduction.event(), bytes, context, events, origins };
  }
}
