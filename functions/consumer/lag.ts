import type { SourceEngine } from '../../shared/engine/source-engine.ts';
import type { PartitionGauge } from '../../shared/telemetry/events.ts';
import type { Committer } from './committer.ts';
import type { KafkaPort, PartitionBounds } from './kafka/port.ts';

/** The port answers from its last fetch, which may be so old. */
const endsAgeMs = 5_000;

/**
 * How far a source is behind: against the committed offset, since that is what a restart would go back to, and as the
 * age of the oldest record that is not stored, which is what an alarm needs.
 */
export class Lag {
  readonly #source: string;
  readonly #engine: SourceEngine;
  readonly #committer: Committer;
  readonly #bounds: KafkaPort['bounds'];
  readonly #clock: () => number;
  #known: ReadonlyMap<string, PartitionBounds> = new Map();
  /** Null where offsets do not wait for storage. */
  readonly #completeUntil: Map<string, number> | null;
  #refreshing = false;

  constructor(
    source: string,
    engine: SourceEngine,
    committer: Committer,
    bounds: KafkaPort['bounds'],
    options: { readonly clock: () => number; readonly acknowledged: boolean },
  ) {
    this.#source = source;
    this.#engine = engine;
    this.#committer = committer;
    this.#bounds = bounds;
    this.#clock = options.clock;
    this.#completeUntil = options.acknowledged ? new Map() : null;
  }

  /** Asks where the partitions end now. A broker that does not answer leaves the last known values. */
  async refresh(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      const askedAtMs = this.#clock();
      this.#known = await this.#bounds(this.#engine.partitions());
      this.#completeAsOf(askedAtMs - endsAgeMs);
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
      const oldest = this.#engine.lane(held)?.oldestTimestampMs(held.key) ?? null;
      return {
        source: this.#source,
        topic: held.topic,
        partition: held.partition,
        lag: end === null || committed === null ? null : lagBetween(committed.offset, end),
        oldestUncommittedMs: oldest === null ? 0 : Math.max(0, nowMs - oldest),
        completeUntilMs:
          this.#completeUntil === null ? null : (this.#completeUntil.get(held.key) ?? 0),
      };
    });
  }

  /**
   * Moves the time up to which a partition is stored: the present where everything there is committed, the time of the
   * oldest record that is taken and not stored where something waits here, and what it was where nothing is taken yet.
   */
  #completeAsOf(presentMs: number): void {
    const until = this.#completeUntil;
    if (until === null) return;
    const partitions = this.#engine.partitions();
    const held = new Set(partitions.map(({ key }) => key));
    for (const key of until.keys()) if (!held.has(key)) until.delete(key);
    for (const at of partitions) {
      const end = this.#known.get(at.key)?.highWatermark;
      const committed = this.#committer.committed(at)?.offset;
      if (end === undefined || committed === undefined) continue;
      const oldest = this.#engine.lane(at)?.oldestTimestampMs(at.key) ?? null;
      if (committed >= end) until.set(at.key, presentMs);
      else if (oldest !== null) until.set(at.key, Math.min(oldest, presentMs));
    }
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
