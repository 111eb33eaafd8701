import { SluiceError } from '../errors.ts';
import type { Destination } from './destination.ts';
import type { ObjectRole } from './disk/checkpoint.ts';
import type { Epoch } from './epoch.ts';
import type { OpenObject } from './open-object.ts';

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
    this.#epoch.written++;
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
