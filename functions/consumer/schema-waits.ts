import type { SchemaNeeds } from '../../shared/engine/program/schema-needs.ts';
import { partitionKey, type TopicPartition } from '../../shared/record.ts';

/**
 * Partitions that are not read on until a registry has given a schema. What was fetched of them is not kept: it is
 * fetched again. Everything else goes on, heartbeats and commits as well.
 *
 *     read ── a schema is needed ──▶ paused ── it is there, or given up ──▶ read on from where it was taken
 *                                      └── assigned anew, lost, stop ──▶ forgotten
 */
export class SchemaWaits {
  readonly #port: {
    readonly pause: (partitions: readonly TopicPartition[]) => void;
    readonly goOn: (at: TopicPartition) => void;
  };
  readonly #waiting = new Map<string, AbortController>();

  constructor(port: {
    readonly pause: (partitions: readonly TopicPartition[]) => void;
    /** Reads on from where the partition was taken. */
    readonly goOn: (at: TopicPartition) => void;
  }) {
    this.#port = port;
  }

  /** Partitions that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  begin({ topic, partition }: TopicPartition, needs: SchemaNeeds): void {
    const at = { topic, partition };
    this.forget([at]);
    const key = partitionKey(topic, partition);
    const left = new AbortController();
    this.#waiting.set(key, left);
    this.#port.pause([at]);
    void this.#goOnAfter(needs.wait(left.signal), at, left.signal);
  }

  async #goOnAfter(there: Promise<void>, at: TopicPartition, left: AbortSignal): Promise<void> {
    await there;
    if (left.aborted) return;
    this.#waiting.delete(partitionKey(at.topic, at.partition));
    this.#port.goOn(at);
  }

  /** They are read from elsewhere, or not at all. */
  forget(partitions: readonly TopicPartition[]): void {
    for (const { topic, partition } of partitions) {
      const key = partitionKey(topic, partition);
      this.#waiting.get(key)?.abort();
      this.#waiting.delete(key);
    }
  }

  stop(): void {
    for (const left of this.#waiting.values()) left.abort();
    this.#waiting.clear();
  }
}
