import type { CutReason, Emit, Gauges, PartitionGauge } from '../telemetry/events.ts';
import type { AbortedUploads } from './aborted-uploads.ts';
import type { Budget } from './budget.ts';
import type { Lane } from './lane.ts';
import type { SourceEngine } from './source-engine.ts';

/** All sources of a pipeline, with the one memory budget that they share. */
export class Engine {
  readonly sources: ReadonlyMap<string, SourceEngine>;
  readonly budget: Budget;
  readonly #aborted: AbortedUploads;
  readonly #emit: Emit;
  #underPressure = false;
  #waitsForOthers = false;

  constructor(
    sources: ReadonlyMap<string, SourceEngine>,
    budget: Budget,
    aborted: AbortedUploads,
    emit: Emit,
  ) {
    this.sources = sources;
    this.budget = budget;
    this.#aborted = aborted;
    this.#emit = emit;
  }

  /** Ends epochs while more is held than should be: the one that holds most first, the oldest of equals. */
  relieve(): void {
    let excess = this.budget.excess();
    if (excess <= 0) return;
    for (const { source, lane, held } of this.#openByWeight()) {
      if (excess <= 0) return;
      source.cut(lane, 'memory');
      excess -= held;
    }
  }

  /**
   * Waits until there is room to fetch more. Goes on without room where nothing is on its way out: then waiting
   * would not help.
   */
  async room(signal: AbortSignal): Promise<void> {
    this.relieve();
    while (this.budget.mustStopFetching && this.budget.isShrinking && !signal.aborted) {
      this.#pressure(true);
      this.#waitsForOthers = this.budget.publishing === 0;
      await this.budget.changed(signal);
      this.relieve();
    }
    this.#waitsForOthers = false;
    this.#pressure(false);
  }

  /** Whether nothing can be done here before another thread has stored what it holds. */
  get waitsForOthers(): boolean {
    return this.#waitsForOthers;
  }

  cutAged(): void {
    for (const source of this.sources.values()) source.cutAged();
  }

  cutAll(reason: CutReason): void {
    for (const source of this.sources.values()) source.cutAll(reason);
  }

  /** Resolves when nothing that was cut is waiting to be stored. */
  async settled(): Promise<void> {
    await Promise.all([...this.sources.values()].map((source) => source.settled()));
  }

  /** Drops what is not stored yet, and resolves when the parts are thrown away that were stored of it. */
  async dropped(): Promise<void> {
    for (const { lane } of this.#lanes()) lane.release();
    await this.settled();
    await this.#aborted.settled();
  }

  /** Records taken and not yet stored. */
  pendingRecords(): number {
    let records = 0;
    for (const { lane } of this.#lanes()) records += lane.pendingRecords();
    return records;
  }

  openObjects(): number {
    let objects = 0;
    for (const { lane } of this.#lanes()) objects += lane.open?.objects.length ?? 0;
    return objects;
  }

  *#lanes(): Generator<{ readonly source: SourceEngine; readonly lane: Lane }> {
    for (const source of this.sources.values()) {
      for (const lane of source.lanes()) yield { source, lane };
    }
  }

  #openByWeight(): readonly { source: SourceEngine; lane: Lane; held: number }[] {
    const open = [];
    for (const { source, lane } of this.#lanes()) {
      if (source.onHold) continue;
      // one that is done again cannot be cut where it likes
      if (lane.open === null || lane.open.until !== null || lane.open.objects.length === 0)
        continue;
      open.push({ source, lane, held: lane.open.heldBytes, openedAtMs: lane.open.openedAtMs });
    }
    return open.toSorted((a, b) => b.held - a.held || a.openedAtMs - b.openedAtMs);
  }

  #pressure(fetchPaused: boolean): void {
    if (fetchPaused === this.#underPressure) return;
    this.#underPressure = fetchPaused;
    const { held, maxBytes } = this.budget;
    this.#emit({ name: 'memory_pressure', heldBytes: held, maxBytes, fetchPaused });
  }
}

/** What a scrape of the metrics sees of the engine; the partitions come from the host, which knows the lag. */
export function engineGauges(engine: Engine, partitions: () => readonly PartitionGauge[]): Gauges {
  const { budget } = engine;
  return {
    partitions,
    heldBytes: () => ({
      open: budget.open,
      publishing: budget.publishing,
      fetched: budget.fetched,
    }),
    openObjects: () => engine.openObjects(),
  };
}
