import { randomBytes } from 'node:crypto';
import type { Ownership, TopicPartition } from '../record.ts';
import type { CutReason } from '../telemetry/events.ts';
import { OpenObject } from './open-object.ts';
import type { Budget } from './budget.ts';
import type { Destination } from './destination.ts';

/** An object of an epoch, with where it goes and its number within the epoch: the order in which objects began. */
export interface EpochObject {
  readonly destination: Destination;
  readonly object: OpenObject;
  readonly number: number;
}

/**
 * A contiguous range of offsets of one partition, `[first, next)`, whose objects are published together and whose end
 * is committed once they all are stored. It spans all the sinks of its source.
 *
 * What happens inside (keys, rolling) is decided from its own records alone; memory, age and shutdown may only end it.
 */
export class Epoch {
  readonly topic: string;
  readonly partition: number;
  readonly first: bigint;
  readonly openedAtMs: number;
  /** Tells this try from any other at the same records, so that no object is ever replaced by another. */
  readonly attempt: string;
  next: bigint;
  /** Under what right its end may be committed. Changes only while the partition stays ours over a rejoin. */
  ownership: Ownership | null;
  /** Records taken, those that were rejected or dropped included. */
  records = 0;
  /** Time of the oldest record in ms. */
  oldestTimestampMs: number;
  /** Set when a limit is reached; whoever feeds the epoch ends it before the next record. */
  full: CutReason | null = null;
  readonly objects: EpochObject[] = [];
  readonly outputs: readonly EpochOutput[];
  readonly #deadLetters = new Map<Destination, EpochOutput>();
  readonly #budget: Budget;

  constructor(
    at: TopicPartition,
    first: bigint,
    ownership: Ownership | null,
    openedAtMs: number,
    destinations: readonly Destination[],
    budget: Budget,
  ) {
    this.topic = at.topic;
    this.partition = at.partition;
    this.first = first;
    this.next = first;
    this.ownership = ownership;
    this.openedAtMs = openedAtMs;
    this.attempt = randomBytes(6).toString('hex');
    this.oldestTimestampMs = openedAtMs;
    this.#budget = budget;
    this.outputs = destinations.map((destination) => new EpochOutput(this, destination));
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
    const object = new OpenObject(
      prefix,
      destination.framing,
      destination.compressor,
      this.#budget,
    );
    this.objects.push({ destination, object, number: this.objects.length });
    return object;
  }

  /** No more records: from now on its objects count as being published. */
  close(): void {
    for (const { object } of this.objects) object.close();
  }

  discard(reusable: boolean): void {
    for (const { object } of this.objects) object.discard(reusable);
    this.objects.length = 0;
  }
}

/** What one sink gets of one epoch: an open object for each rendered prefix. */
export class EpochOutput {
  readonly destination: Destination;
  readonly #epoch: Epoch;
  readonly #byPrefix = new Map<string, OpenObject>();
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
      this.#byBucket.set(bucket, object);
    }
    this.#lastBucket = bucket;
    this.#last = object;
    return object;
  }

  atPrefix(prefix: string): OpenObject {
    let object = this.#byPrefix.get(prefix);
    if (object === undefined) {
      object = this.#epoch.begin(this.destination, prefix);
      this.#byPrefix.set(prefix, object);
    }
    return object;
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
  #limitReached(object: OpenObject, reason: CutReason): void {
    if (this.#epoch.objects.length === 1) {
      this.#epoch.full ??= reason;
      return;
    }
    this.#byPrefix.delete(object.prefix);
    this.#byBucket.clear();
    this.#last = null;
  }
}
