/** What goes wrong between the mapping and the function. Each comes after the function has stored, but the first. */
export type Fault =
  /** It was not invoked at all. */
  | 'throttled'
  /** Its process is killed before it answers. */
  | 'crashed'
  /** It answered, and nobody heard. */
  | 'answer lost'
  /** It reports one partition of the batch, of which all is stored; only where the mapping has items reported. */
  | 'partition reported';

export interface FaultOptions {
  /** Decides which faults come in which order; where batches end is a matter of time all the same. */
  readonly seed: number;
  /** Of all invocations, 0 to 1. */
  readonly share: number;
  /** No more than so many. */
  readonly atMost: number;
  /** Every second batch that fails is read anew, as after a rebalance, and cut shorter than it was; false. */
  readonly rereads?: boolean;
}

const kinds: readonly Fault[] = ['crashed', 'partition reported', 'answer lost', 'throttled'];

/** The faults of one lane: all kinds in turns, in an order that the seed shuffles. */
export class Faults {
  readonly #options: FaultOptions | null;
  readonly #kinds: readonly Fault[];
  readonly #random: () => number;
  #deck: Fault[] = [];
  #left: number;

  constructor(options: FaultOptions | null, lane: number, reportsItems: boolean) {
    this.#options = options;
    this.#kinds = kinds.filter((kind) => reportsItems || kind !== 'partition reported');
    this.#random = seeded((options?.seed ?? 0) + lane);
    this.#left = options?.atMost ?? 0;
  }

  /** That of the next invocation; null: none. */
  next(): Fault | null {
    if (this.#options === null || this.#left === 0) return null;
    if (this.#random() >= this.#options.share) return null;
    this.#left--;
    if (this.#deck.length === 0) this.#deck = this.#shuffled();
    return this.#deck.pop() ?? null;
  }

  /** How many records a batch may have at first: every second one ends early, as if its window were over. */
  cut(atMost: number): number {
    if (this.#options === null || this.#random() < 0.5) return atMost;
    return 1 + Math.floor(this.#random() * atMost);
  }

  /** Whether a batch takes more when it comes again. */
  grows(): boolean {
    return this.#options !== null && this.#random() < 0.5;
  }

  /** How many records a batch keeps when it comes again: all of them, unless it is read anew. */
  kept(records: number): number {
    if (this.#options?.rereads !== true || records < 2 || this.#random() < 0.5) return records;
    return 1 + Math.floor(this.#random() * (records - 1));
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  #shuffled(): Fault[] {
    return this.#kinds
      .map((kind) => ({ kind, at: this.#random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ kind }) => kind);
  }
}

/** Numbers from 0 to 1 (mulberry32): the same seed, the same numbers. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
