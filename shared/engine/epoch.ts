import { SluiceError } from '../errors.ts';
import type { Ownership, TopicPartition } from '../record.ts';
import type { GrowingUpload, PartsListener } from './growing-upload.ts';
import { OpenObject } from './open-object.ts';
import type { Budget } from './budget.ts';
import type { Destination } from './destination.ts';
import type { Journal } from './disk/journal.ts';
import type { ObjectRole, ObjectState } from './disk/checkpoint.ts';
import type { Piece } from './disk/piece.ts';
import type { Restored } from './disk/source-journals.ts';
import type { Held } from './lane.ts';

/** An object of an epoch, with where it goes and its number within the epoch: the order in which objects began. */
export interface EpochObject {
  readonly destination: Destination;
  readonly object: OpenObject;
  readonly number: number;
}

/** Begins to store an object of an open epoch in parts. */
export type Grow = (epoch: Epoch, entry: EpochObject, listener: PartsListener) => GrowingUpload;

/** The records of one partition within an epoch: the offsets `[first, next)`. */
export interface Span extends TopicPartition {
  readonly key: string;
  readonly first: bigint;
  next: bigint;
  /** Under what right its end may be committed. Changes only while the partition stays ours over a rejoin. */
  ownership: Ownership | null;
  /** Records taken, those that were rejected or dropped included. */
  records: number;
}

/** The limit at which an epoch has to end. */
export type EpochFull = 'size' | 'count' | 'schemas';

/** An epoch that has to be published again as it was begun: by whom it was found in the ledger. */
export interface Redo {
  /** Where it has to end. */
  readonly next: bigint;
  readonly openedAtMs: number;
  /** Part of its keys, where it was begun by other rules, or of more records. */
  readonly variant: string | null;
  /** The key of its only object, where it had just one. */
  readonly onlyKey: string | null;
  /** Ids of the schemas that were given up in it: these, and no other; null: that is decided anew. */
  readonly givenUp: readonly string[] | null;
}

/** Schemas that one epoch may give up: their ids have to fit into its ledger. */
const maxGivenUp = 16;

/**
 * A range of offsets whose objects are published together and whose end is committed once they all are stored. It spans
 * all the sinks of its source. In exact mode it is of one partition, in dense mode of all that the consumer owns.
 *
 * What happens inside (keys, rolling) is decided from its own records alone; memory, age and shutdown may only end it.
 */
export class Epoch {
  readonly openedAtMs: number;
  /** Set where the ledger says how it has to be. */
  readonly redo: Redo | null;
  readonly spans: Map<string, Span> = new Map();
  /** Time of the oldest record in ms. */
  oldestTimestampMs: number;
  /** Set when a limit is reached; whoever feeds the epoch ends it before the next record. */
  full: EpochFull | null = null;
  readonly objects: EpochObject[] = [];
  readonly outputs: readonly EpochOutput[];
  /** Where its objects are kept; null: in memory. */
  readonly journal: Journal | null;
  /** Part of its keys, where what was begun before is another; see `Prepared`. */
  variant: string | null;
  /** Records that left no event, by component and reason. */
  readonly dropped: Map<string, number> = new Map();
  readonly #givenUp: Set<string>;
  readonly #deadLetters = new Map<Destination, EpochOutput>();
  readonly #budget: Budget;
  readonly #grow: Grow;

  constructor(
    openedAtMs: number,
    redo: Redo | null,
    destinations: readonly Destination[],
    budget: Budget,
    grow: Grow,
    journal: Journal | null = null,
  ) {
    this.openedAtMs = openedAtMs;
    this.redo = redo;
    this.variant = redo === null ? null : redo.variant;
    this.journal = journal;
    this.#givenUp = new Set(redo?.givenUp);
    this.oldestTimestampMs = openedAtMs;
    this.#budget = budget;
    this.#grow = grow;
    this.outputs = destinations.map((destination) => new EpochOutput(this, destination));
  }

  /** Where it has to end, because the ledger says so; null: where its limits say. */
  get until(): bigint | null {
    return this.redo === null ? null : this.redo.next;
  }

  /** Ids of schemas whose records are dead letters here, because the registry did not have them. */
  get givenUp(): ReadonlySet<string> {
    return this.#givenUp;
  }

  /** Whether more may: where the ledger names them, it names all. */
  get maySchemasBeGivenUp(): boolean {
    return this.redo === null || this.redo.givenUp === null;
  }

  giveUpSchema(id: string): void {
    this.#givenUp.add(id);
    if (this.#givenUp.size >= maxGivenUp) this.full ??= 'schemas';
  }

  /** The span of a partition, begun where it is read on. */
  span(held: Held): Span {
    let span = this.spans.get(held.key);
    if (span === undefined) {
      const { key, topic, partition, position, ownership } = held;
      span = { key, topic, partition, first: position, next: position, ownership, records: 0 };
      this.spans.set(key, span);
    }
    return span;
  }

  /** Whether there is nothing to publish and nothing to commit. */
  get isEmpty(): boolean {
    for (const { first, next } of this.spans.values()) if (first !== next) return false;
    return true;
  }

  /** The one span of an epoch in exact mode. */
  get only(): Span {
    const [span] = this.spans.values();
    if (span === undefined) throw new SluiceError('INTERNAL', 'an epoch without offsets');
    return span;
  }

  countDropped(component: string, reason: string): void {
    const key = `${component}/${reason}`;
    this.dropped.set(key, (this.dropped.get(key) ?? 0) + 1);
  }

  get records(): number {
    let records = 0;
    for (const span of this.spans.values()) records += span.records;
    return records;
  }

  /** Whether any of its objects has begun to be stored while it was open; settled with `close`. */
  get hasGrown(): boolean {
    return this.objects.some(({ object }) => object.growing !== null);
  }

  /** Bytes of memory that its objects hold. */
  get heldBytes(): number {
    let held = 0;
    for (const { object } of this.objects) held += object.heldBytes;
    return held;
  }

  /** Where records go that a component rejected. */
  deadLetters(destination: Destination): EpochOutput {
    let output = this.#deadLetters.get(destination);
    if (output === undefined) {
      output = new EpochOutput(this, destination);
      this.#deadLetters.set(destination, output);
    }
    return output;
  }

  begin(destination: Destination, prefix: string): OpenObject {
    return this.#add(destination, prefix, [], null);
  }

  /** Seals what is open and writes down how to go on from there. Between chunks only: `next` has to be right. */
  checkpoint(): void {
    if (this.journal === null || this.isEmpty) return;
    const objects = this.objects.flatMap(({ destination, object }) => {
      const role = this.#outputOf(destination).roleOf(object);
      return object.spill(destination.id, role) ?? [];
    });
    const { only, oldestTimestampMs, full, dropped } = this;
    this.journal.checkpoint({
      next: String(only.next),
      records: only.records,
      oldestTimestampMs,
      full,
      dropped: Object.fromEntries(dropped),
      givenUp: [...this.#givenUp],
      objects,
    });
  }

  /**
   * Goes on where a checkpoint says.
   * @param destinations by id
   * @returns false where the checkpoint names one that is not there
   */
  goOn(
    { checkpoint, pieces }: Pick<Restored, 'checkpoint' | 'pieces'>,
    destinations: ReadonlyMap<string, Destination>,
  ): boolean {
    this.oldestTimestampMs = checkpoint.oldestTimestampMs;
    this.full = checkpoint.full;
    for (const [reason, records] of Object.entries(checkpoint.dropped)) {
      this.dropped.set(reason, records);
    }
    for (const id of checkpoint.givenUp) this.#givenUp.add(id);
    for (const [number, state] of checkpoint.objects.entries()) {
      const destination = destinations.get(state.destination);
      if (destination === undefined) return false;
      const object = this.#add(destination, state.prefix, pieces[number] ?? [], state);
      this.#outputOf(destination).adopt(object, state);
    }
    return true;
  }

  /** No more records: from now on its objects count as being published. */
  close(): void {
    // nothing to be stored, nothing to be kept
    if (this.objects.length > 0) this.checkpoint();
    for (const { object } of this.objects) object.close();
    this.journal?.leave();
  }

  /** Nobody publishes it any more; its journal stays, for whoever gets the partition next. */
  giveUp(): void {
    this.journal?.close();
  }

  /** @param stored whether all of it is, so that nobody reads its bytes any more */
  discard(stored: boolean): void {
    if (stored) this.journal?.delete();
    else this.giveUp();
    for (const { object } of this.objects) object.discard(stored);
    this.objects.length = 0;
  }

  #outputOf(destination: Destination): EpochOutput {
    const output = this.outputs.find((one) => one.destination === destination);
    return output ?? this.deadLetters(destination);
  }

  /** @param state of one that goes on */
  #add(
    destination: Destination,
    prefix: string,
    pieces: readonly Piece[],
    state: ObjectState | null,
  ): OpenObject {
    const { journal } = this;
    const number = this.objects.length;
    const { partBytes } = destination;
    const growth = {
      partBytes,
      fromBytes: 2 * partBytes,
      begin: (object: OpenObject, listener: PartsListener) =>
        this.#grow(this, { destination, object, number }, listener),
    };
    const disk = journal && {
      pieces: journal.piecesOf(number, this.#budget, pieces),
      state,
    };
    const added = new OpenObject(prefix, destination, this.#budget, growth, disk);
    this.objects.push({ destination, object: added, number });
    return added;
  }
}

/** What one sink gets of one epoch: an open object for each rendered prefix, and one for those that are too many. */
export class EpochOutput {
  readonly destination: Destination;
  readonly #epoch: Epoch;
  readonly #byPrefix = new Map<string, OpenObject>();
  /** The prefixes that have objects of their own: the first ones of the epoch, as many as are allowed. */
  readonly #admitted = new Set<string>();
  /** What all other prefixes share; the last one is being filled, unless it has grown too large. */
  readonly #overflow: OpenObject[] = [];
  #overflowing: OpenObject | null = null;
  readonly #byBucket = new Map<number, OpenObject>();
  #lastBucket = NaN;
  #last: OpenObject | null = null;

  constructor(epoch: Epoch, destination: Destination) {
    this.#epoch = epoch;
    this.destination = destination;
  }

  /**
   * The object for a time, where nothing but time is in the key's template; null where the time cannot be written
   * (a record can claim any 64-bit number).
   */
  atTime(timestampMs: number): OpenObject | null {
    const bucket = Math.floor(timestampMs / this.destination.template.unitMs);
    if (bucket === this.#lastBucket && this.#last !== null) return this.#last;
    let object = this.#byBucket.get(bucket);
    if (object === undefined) {
      const prefix = this.destination.template.render(timestampMs, null);
      if (prefix === null) return null;
      object = this.atPrefix(prefix);
      // records can claim any time: what has no limit is not remembered
      if (object !== this.#overflowing) this.#byBucket.set(bucket, object);
    }
    this.#lastBucket = bucket;
    this.#last = object;
    return object;
  }

  atPrefix(prefix: string): OpenObject {
    let object = this.#byPrefix.get(prefix);
    if (object !== undefined) return object;
    if (!this.#admits(prefix)) return this.#shared();
    object = this.#epoch.begin(this.destination, prefix);
    this.#byPrefix.set(prefix, object);
    return object;
  }

  /** Events whose prefix came after as many others as an epoch may have. */
  get overflowed(): number {
    return this.#overflow.reduce((sum, { events }) => sum + events, 0);
  }

  /** Decided by the prefixes that the epoch's own records gave before, so that it comes out the same again. */
  #admits(prefix: string): boolean {
    if (this.#admitted.has(prefix)) return true;
    if (this.#admitted.size >= this.destination.maxPrefixes) return false;
    this.#admitted.add(prefix);
    return true;
  }

  #shared(): OpenObject {
    if (this.#overflowing !== null) return this.#overflowing;
    // not at a record's time: then the overflow, too, would have as many places as there are times
    const prefix = this.destination.overflow.render(this.#epoch.openedAtMs, null);
    if (prefix === null) throw new SluiceError('INTERNAL', 'the overflow has no place');
    this.#overflowing = this.#epoch.begin(this.destination, prefix);
    this.#overflow.push(this.#overflowing);
    return this.#overflowing;
  }

  /** Which part an object has here: whether events still go into it, and whether too many prefixes share it. */
  roleOf(object: OpenObject): ObjectRole {
    const overflow = this.#overflow.includes(object);
    const open = object === (overflow ? this.#overflowing : this.#byPrefix.get(object.prefix));
    return { open, overflow };
  }

  /** Takes an object on that was begun before; in the order in which they were. */
  adopt(object: OpenObject, { open, overflow }: ObjectRole): void {
    if (overflow) {
      this.#overflow.push(object);
      if (open) this.#overflowing = object;
      return;
    }
    // also what is complete has its prefix, and keeps another one out
    this.#admitted.add(object.prefix);
    if (open) this.#byPrefix.set(object.prefix, object);
  }

  /** Counts an event that has been written to the object, and ends or rolls what has grown to its limit. */
  wrote(object: OpenObject, timestampMs: number): void {
    object.events++;
    if (timestampMs > object.maxTimestampMs) object.maxTimestampMs = timestampMs;
    if (timestampMs < object.minTimestampMs) object.minTimestampMs = timestampMs;
    const { maxBytes, maxEvents } = this.destination;
    if (object.rawBytes >= maxBytes) this.#limitReached(object, 'size');
    else if (object.events >= maxEvents) this.#limitReached(object, 'count');
  }

  /** The only object of an epoch takes the epoch with it; one of several is rolled, and a new one begins. */
  #limitReached(object: OpenObject, reason: 'size' | 'count'): void {
    if (this.#epoch.objects.length === 1) {
      this.#epoch.full ??= reason;
      return;
    }
    if (object === this.#overflowing) this.#overflowing = null;
    else this.#byPrefix.delete(object.prefix);
    this.#byBucket.clear();
    this.#last = null;
  }
}
