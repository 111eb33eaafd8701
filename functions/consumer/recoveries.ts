import { partitionKey, type Ownership, type TopicPartition } from '../../shared/record.ts';

/** Partitions whose unfinished epochs are read again at the same time. */
const atOnce = 4;

/**
 * Lets a few partitions at a time do their unfinished epochs again: such an epoch cannot be cut when memory runs short,
 * and a process may take over those of one that had more memory.
 */
export class Recoveries {
  readonly #seek: (ownership: Ownership, at: TopicPartition, position: bigint) => boolean;
  readonly #running = new Set<string>();
  #waiting: { readonly key: string; readonly at: TopicPartition; readonly position: bigint }[] = [];
  #ownership: Ownership | null = null;

  constructor(seek: (ownership: Ownership, at: TopicPartition, position: bigint) => boolean) {
    this.#seek = seek;
  }

  /** A new assignment: those that wait are sought under it. */
  begin(ownership: Ownership): void {
    this.#ownership = ownership;
    this.#next();
  }

  add(at: TopicPartition, position: bigint): void {
    this.#waiting.push({ key: partitionKey(at.topic, at.partition), at, position });
    this.#next();
  }

  /** Whether the partition waits for its turn; it is sought when that comes. */
  isWaiting(at: TopicPartition): boolean {
    const key = partitionKey(at.topic, at.partition);
    return this.#waiting.some((one) => one.key === key);
  }

  /** The partition has published an epoch, or is lost. */
  finished(at: TopicPartition): void {
    const key = partitionKey(at.topic, at.partition);
    this.#waiting = this.#waiting.filter((one) => one.key !== key);
    if (this.#running.delete(key)) this.#next();
  }

  #next(): void {
    while (this.#ownership !== null && this.#running.size < atOnce) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running.add(next.key);
      this.#seek(this.#ownership, next.at, next.position);
    }
  }
}
