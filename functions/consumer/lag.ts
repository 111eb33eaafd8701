import type { SourceEngine } from '../../shared/engine/source-engine.ts';
import type { PartitionGauge } from '../../shared/telemetry/events.ts';
import type { Committer } from './committer.ts';
import type { KafkaPort, PartitionBounds } from './kafka/port.ts';

/**
 * How far a source is behind: against the committed offset, since that is what a restart would go back to, and as the
 * age of the oldest record that is not stored, which is what an alarm needs.
 */
export class Lag {
  readonly #source: string;
  readonly #engine: SourceEngine;
  readonly #committer: Committer;
  readonly #bounds: KafkaPort['bounds'];
  #known: ReadonlyMap<string, PartitionBounds> = new Map();
  #refreshing = false;

  constructor(
    source: string,
    engine: SourceEngine,
    committer: Committer,
    bounds: KafkaPort['bounds'],
  ) {
    this.#source = source;
    this.#engine = engine;
    this.#committer = committer;
    this.#bounds = bounds;
  }

  /** Asks where the partitions end now. A broker that does not answer leaves the last known values. */
  async refresh(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      this.#known = await this.#bounds(this.#engine.lanes());
    } catch {
      // the fetch loop meets the same fault, and is the one to tell
    } finally {
      this.#refreshing = false;
    }
  }

  partitions(nowMs: number): readonly PartitionGauge[] {
    return this.#engine.lanes().map((lane) => {
      const end = this.#known.get(lane.key)?.highWatermark ?? null;
      const committed = this.#committer.committed(lane);
      const oldest = lane.oldestTimestampMs();
      return {
        source: this.#source,
        topic: lane.topic,
        partition: lane.partition,
        lag: end === null || committed === null ? null : lagBetween(committed, end),
        oldestUncommittedMs: oldest === null ? 0 : Math.max(0, nowMs - oldest),
      };
    });
  }

  /** Whether records wait: on the broker, as far as it is known, or here. */
  hasWork(): boolean {
    return this.#engine.lanes().some((lane) => {
      const end = this.#known.get(lane.key)?.lastStable;
      return lane.pendingRecords() > 0 || (end !== undefined && lane.position < end);
    });
  }
}

/** Never negative: a stale high watermark can lie below what is committed already. */
function lagBetween(committed: bigint, end: bigint): number {
  return committed < 0n || end < committed ? 0 : Number(end - committed);
}
