import { partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { KafkaPort } from './kafka/port.ts';

/** For `--until-end`: where each partition ended when it was assigned, and whether all of them were read up to there. */
export class EndPositions {
  readonly #bounds: KafkaPort['bounds'];
  readonly #ends = new Map<string, { readonly at: TopicPartition; readonly end: bigint }>();
  #known = false;

  constructor(bounds: KafkaPort['bounds']) {
    this.#bounds = bounds;
  }

  async add(partitions: readonly TopicPartition[]): Promise<void> {
    const missing = partitions.filter(
      ({ topic, partition }) => !this.#ends.has(partitionKey(topic, partition)),
    );
    if (missing.length > 0) {
      const bounds = await this.#bounds(missing);
      for (const at of missing) {
        const key = partitionKey(at.topic, at.partition);
        this.#ends.set(key, { at, end: bounds.get(key)?.lastStable ?? 0n });
      }
    }
    this.#known = true;
  }

  remove(at: TopicPartition): void {
    this.#ends.delete(partitionKey(at.topic, at.partition));
  }

  reached(position: (at: TopicPartition) => bigint | null): boolean {
    if (!this.#known) return false;
    for (const { at, end } of this.#ends.values()) {
      const now = position(at);
      if (now === null || now < end) return false;
    }
    return true;
  }
}
