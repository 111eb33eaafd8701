import { SluiceError } from '../errors.ts';
import type { Gate } from '../transform/model.ts';
import { EpochOutput } from './epoch-output.ts';
import type { GrowingUpload, PartsListener } from './growing-upload.ts';
import { OpenObject } from './open-object.ts';
import type { Budget } from './budget.ts';
import type { Destination } from './destination.ts';
import type { Journal } from './disk/journal.ts';
import type { ObjectState } from './disk/checkpoint.ts';
import type { Piece } from './disk/piece.ts';
import type { Restored } from './disk/source-journals.ts';
import type { Held } from './lane.ts';
import type { GatheredGroups } from './program/reduce/reduce-step.ts';
import type { Redo } from './redo.ts';
import type { Span } from './span.ts';

/** An object of an epoch, with where it goes and its number within the epoch: the order in which objects began. */
export interface EpochObject {
  readonly destination: Destination;
  readonly object: OpenObject;
  readonly number: number;
}

/** Begins to store an object of an open epoch in parts. */
export type Grow = (epoch: Epoch, entry: EpochObject, listener: PartsListener) => GrowingUpload;

/** The limit at which an epoch has to end. */
export type EpochFull = 'size' | 'count' | 'schemas';

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
  /** Events and dead letters written since it was made: by whether it changed, a record is known that left something. */
  written = 0;
  /** What reduces hold until their groups end, by component; all of it is sent on before the epoch is closed. */
  readonly gathered: Map<string, GatheredGroups> = new Map();
  /** What decides by earlier events which later ones go on, by component. */
  readonly gates: Map<string, Gate> = new Map();
  #gatheredBytes = 0;
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

  /** What a transform remembers of the events of this epoch: none, when it is asked for first. */
  gate(component: string, open: () => Gate): Gate {
    let gate = this.gates.get(component);
    if (gate === undefined) {
      gate = open();
      this.gates.set(component, gate);
    }
    return gate;
  }

  /** Counts what is held of records beside the objects: more of it, or less. */
  holdGathered(bytes: number): void {
    this.#gatheredBytes += bytes;
    this.#budget.addOpen(bytes);
  }

  /** @returns what they are counted under */
  countDropped(component: string, reason: string, records: number = 1): string {
    const key = `${component}/${reason}`;
    this.dropped.set(key, (this.dropped.get(key) ?? 0) + records);
    return key;
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

  /** Bytes of memory that its objects hold, and what is to go into them. */
  get heldBytes(): number {
    let held = this.#gatheredBytes;
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
    this.holdGathered(-this.#gatheredBytes);
    this.gathered.clear();
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
