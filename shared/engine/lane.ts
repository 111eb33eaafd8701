import { partitionKey, type Ownership, type TopicPartition } from '../record.ts';
import type { Epoch } from './epoch.ts';
import type { Redo } from './redo.ts';

/** A partition that is ours, and how far it was taken. */
export interface Held extends TopicPartition {
  readonly key: string;
  ownership: Ownership | null;
  /** Where the next chunk has to start. */
  position: bigint;
}

export function heldPartition(
  at: TopicPartition,
  ownership: Ownership | null,
  position: bigint,
): Held {
  const { topic, partition } = at;
  return { key: partitionKey(topic, partition), topic, partition, ownership, position };
}

/**
 * What fills one open epoch: one partition in exact mode, all partitions of the consumer in dense mode. Epochs that
 * were cut wait to be published, in order.
 *
 *     taken ──▶ open epoch ── cut ──▶ queue ── stored, one after the other ──▶ published
 *
 * A lane that is released takes its unpublished epochs with it: nothing of them is committed, so whoever has the
 * partitions next reads them again.
 */
export class Lane {
  readonly partitions: Map<string, Held> = new Map();
  open: Epoch | null = null;
  readonly queue: Epoch[] = [];
  /** The epoch that the ledger names, to be published again before anything else; null: none, or it is under way. */
  redo: Redo | null = null;
  readonly #released = new AbortController();

  get released(): AbortSignal {
    return this.#released.signal;
  }

  hold(held: Held): void {
    this.partitions.set(held.key, held);
  }

  /** The partition stayed ours over a rejoin and what it has committed did not change: go on under the new generation. */
  keep(key: string, ownership: Ownership): void {
    const held = this.partitions.get(key);
    if (held !== undefined) held.ownership = ownership;
    for (const epoch of this.#epochs()) {
      const span = epoch.spans.get(key);
      if (span !== undefined) span.ownership = ownership;
    }
  }

  /** One partition less. Its records cannot be taken out of objects that it shares, but its end is not committed. */
  drop(key: string): void {
    this.partitions.delete(key);
    if (this.partitions.size === 0) {
      this.release();
      return;
    }
    for (const epoch of this.#epochs()) epoch.spans.delete(key);
  }

  release(): void {
    this.#released.abort();
    for (const epoch of this.#epochs()) epoch.giveUp();
    this.open?.discard(false);
    this.open = null;
    // the head may be on the wire: whoever publishes it discards it when the upload has stopped
    for (const epoch of this.queue.splice(1)) epoch.discard(false);
  }

  /**
   * Time of the oldest record in ms that is taken but not published, of those that share objects with this partition's;
   * null where of the partition there is none.
   */
  oldestTimestampMs(key: string): number | null {
    let oldest: number | null = null;
    for (const epoch of this.#epochs()) {
      if ((epoch.spans.get(key)?.records ?? 0) === 0) continue;
      if (oldest === null || epoch.oldestTimestampMs < oldest) oldest = epoch.oldestTimestampMs;
    }
    return oldest;
  }

  /** Records taken and not yet published; not those of an epoch that is being done again, which its ledger keeps. */
  pendingRecords(): number {
    let records = 0;
    for (const epoch of this.#epochs()) if (epoch.until === null) records += epoch.records;
    return records;
  }

  #epochs(): readonly Epoch[] {
    return this.open === null ? this.queue : [...this.queue, this.open];
  }
}
