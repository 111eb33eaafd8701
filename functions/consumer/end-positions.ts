import { partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { KafkaPort, PartitionBounds } from './kafka/port.ts';

interface End {
  readonly at: TopicPartition;
  readonly end: bigint;
}

/** For `--until-end`: where each partition ended when it was assigned, and whether all of them were read up to there. */
export class EndPositions {
  readonly #bounds: KafkaPort['bounds'];
  #ends: ReadonlyMap<string, End> | null = null;

  constructor(bounds: KafkaPort['bounds']) {
    this.#bounds = bounds;
  }

  /** Asks where the partitions end whose ends are not known yet; nothing is changed before `take`. */
  find(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, PartitionBounds>> {
    const missing = partitions.filter(
      ({ topic, partition }) => this.#ends?.has(partitionKey(topic, partition)) !== true,
    );
    return missing.length === 0 ? Promise.resolve(new Map()) : this.#bounds(missing);
  }

  /** These are the partitions from now on: known ones keep their ends, others end where they were found to. */
  take(partitions: readonly TopicPartition[], found: ReadonlyMap<string, PartitionBounds>): void {
    this.#ends = new Map(
      partitions.map((at): [string, End] => {
        const key = partitionKey(at.topic, at.partition);
        const known = this.#ends?.get(key);
        return [key, known ?? { at, end: found.get(key)?.lastStable ?? 0n }];
      }),
    );
  }

  reached(position: (at: TopicPartition) => bigint | null): boolean {
    if (this.#ends === null) return false;
    for (const { at, end } of this.#ends.values()) {
      const now = position(at);
      if (now === null || now < end) return false;
    }
    return true;
  }
}
