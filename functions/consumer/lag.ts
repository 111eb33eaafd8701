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
      this.#known = await this.#bounds(this.#engine.partitions());
    } catch {
      // the fetch loop meets the same fault, and is the one to tell
    } finally {
      this.#refreshing = false;
    }
  }

  partitions(nowMs: number): readonly PartitionGauge[] {
    return this.#engine.partitions().map((held) => {
      const end = this.#known.get(held.key)?.highWatermark ?? null;
      const committed = this.#committer.committed(held);
      const oldest = this.#engine.lane(held)?.oldestTimestampMs() ?? null;
      return {
        source: this.#source,
        topic: held.topic,
        partition: held.partition,
        lag: end === null || committed === null ? null : lagBetween(committed.offset, end),
        oldestUncommittedMs: oldest === null ? 0 : Math.max(0, nowMs - oldest),
      };
    });
  }

  /** Whether records wait: on the broker, as far as it is known, or here. */
  hasWork(): boolean {
    for (const lane of this.#engine.lanes()) if (lane.pendingRecords() > 0) return true;
    return this.#engine.partitions().some((held) => {
      const end = this.#known.get(held.key)?.lastStable;
      return end !== undefined && held.position < end;
    });
  }
}

/** Never negative: a stale high watermark can lie below what is committed already. */
function lagBetween(committed: bigint, end: bigint): number {
  return committed < 0n || end < committed ? 0 : Number(end - committed);
}
