import { partitionKey, type Ownership, type TopicPartition } from '../record.ts';
import type { Epoch } from './epoch.ts';

/**
 * One assigned partition of one source: the epoch that fills, and those that wait to be published, in order.
 *
 *     taken ──▶ open epoch ── cut ──▶ queue ── stored, one after the other ──▶ published
 *
 * A lane that is released takes its unpublished epochs with it: nothing of them is committed, so whoever has the
 * partition next reads them again.
 */
export class Lane {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  ownership: Ownership | null;
  /** Where the next chunk has to start. */
  position: bigint;
  open: Epoch | null = null;
  readonly queue: Epoch[] = [];
  readonly #released = new AbortController();

  constructor(at: TopicPartition, ownership: Ownership | null, position: bigint) {
    this.topic = at.topic;
    this.partition = at.partition;
    this.key = partitionKey(at.topic, at.partition);
    this.ownership = ownership;
    this.position = position;
  }

  get released(): AbortSignal {
    return this.#released.signal;
  }

  /** The partition stayed ours over a rejoin and its committed offset did not change: go on under the new generation. */
  keep(ownership: Ownership): void {
    this.ownership = ownership;
    if (this.open !== null) this.open.ownership = ownership;
    for (const epoch of this.queue) epoch.ownership = ownership;
  }

  release(): void {
    this.#released.abort();
    this.open?.discard(false);
    this.open = null;
    // the head may be on the wire: whoever publishes it discards it when the upload has stopped
    for (const epoch of this.queue.splice(1)) epoch.discard(false);
  }

  /** Time of the oldest record that is taken but not published, in ms; null where there is none. */
  oldestTimestampMs(): number | null {
    let oldest: number | null = null;
    for (const epoch of this.open === null ? this.queue : [...this.queue, this.open]) {
      if (oldest === null || epoch.oldestTimestampMs < oldest) oldest = epoch.oldestTimestampMs;
    }
    return oldest;
  }

  /** Records taken and not yet published. */
  pendingRecords(): number {
    let records = this.open?.records ?? 0;
    for (const epoch of this.queue) records += epoch.records;
    return records;
  }
}
