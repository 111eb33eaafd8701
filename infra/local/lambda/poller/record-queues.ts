import type { EncodedRecord } from '../../../../functions/cli/events/event-builder.ts';

/** A record that waits for its invocation. */
export interface QueuedRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly encoded: EncodedRecord;
}

interface Queue {
  readonly records: QueuedRecord[];
  byteLength: number;
  /** Where reading goes on; what lies below was taken before. */
  next: bigint;
}

/** What was read and not yet invoked, by partition, in order. Reading waits where there is enough of a partition. */
export class RecordQueues {
  readonly #queues = new Map<number, Queue>();
  readonly #ends: ReadonlyMap<number, bigint>;
  #changed = Promise.withResolvers<undefined>();

  /** @param ends by partition: reading is done there */
  constructor(ends: ReadonlyMap<number, bigint>, starts: ReadonlyMap<number, bigint>) {
    this.#ends = ends;
    for (const [partition, next] of starts) {
      this.#queues.set(partition, { records: [], byteLength: 0, next });
    }
  }

  /** Takes what was read. After a rejoin it begins at the committed offset again: what is known is left out. */
  add(records: readonly QueuedRecord[]): void {
    for (const record of records) {
      const queue = this.#of(record.partition);
      const end = this.#ends.get(record.partition) ?? 0n;
      if (record.offset < queue.next || record.offset >= end) continue;
      queue.records.push(record);
      queue.byteLength += record.encoded.byteLength;
      queue.next = record.offset + 1n;
    }
    this.signal();
  }

  /** The next record of a partition, which stays. */
  peek(partition: number): QueuedRecord | undefined {
    return this.#of(partition).records[0];
  }

  /** Takes the first records away. */
  drop(partition: number, count: number): void {
    const queue = this.#of(partition);
    for (const record of queue.records.splice(0, count)) {
      queue.byteLength -= record.encoded.byteLength;
    }
    this.signal();
  }

  /** Puts records back in front of their partitions, as they were before they were taken. */
  putBack(records: readonly QueuedRecord[]): void {
    for (const record of records.toReversed()) {
      const queue = this.#of(record.partition);
      queue.records.unshift(record);
      queue.byteLength += record.encoded.byteLength;
    }
    this.signal();
  }

  first(partition: number, count: number): readonly QueuedRecord[] {
    return this.#of(partition).records.slice(0, count);
  }

  size(partition: number): { readonly records: number; readonly byteLength: number } {
    const { records, byteLength } = this.#of(partition);
    return { records: records.length, byteLength };
  }

  /** Whether all of a partition was read. */
  isRead(partition: number): boolean {
    return this.#of(partition).next >= (this.#ends.get(partition) ?? 0n);
  }

  /** Until something is read or taken. */
  changed(): Promise<undefined> {
    return this.#changed.promise;
  }

  /** Wakes whoever waits. */
  signal(): void {
    this.#changed.resolve(undefined);
    this.#changed = Promise.withResolvers<undefined>();
  }

  #of(partition: number): Queue {
    const queue = this.#queues.get(partition) ?? { records: [], byteLength: 0, next: 0n };
    this.#queues.set(partition, queue);
    return queue;
  }
}
