import type { CutReason, Emit, Gauges, PartitionGauge } from '../telemetry/events.ts';
import type { AbortedUploads } from './aborted-uploads.ts';
import type { Budget } from './budget.ts';
import type { Lane } from './lane.ts';
import type { Outlets } from './outlets/outlets-of.ts';
import type { SourceEngine } from './source-engine.ts';

/** All sources of a pipeline, with the one memory budget that they share. */
export class Engine {
  readonly sources: ReadonlyMap<string, SourceEngine>;
  readonly budget: Budget;
  /** The same for the data directory; null: there is none. */
  readonly disk: Budget | null;
  readonly #aborted: AbortedUploads;
  readonly #emit: Emit;
  readonly #outlets: Outlets | null;
  #underPressure = false;
  #waitsForOthers = false;
  #diskFull = false;

  constructor(
    sources: ReadonlyMap<string, SourceEngine>,
    { budget, disk }: { readonly budget: Budget; readonly disk: Budget | null },
    aborted: AbortedUploads,
    emit: Emit,
    outlets: Outlets | null,
  ) {
    this.sources = sources;
    this.budget = budget;
    this.disk = disk;
    this.#aborted = aborted;
    this.#emit = emit;
    this.#outlets = outlets;
  }

  /**
   * Ends epochs while more is held than should be: the one that holds most first, the oldest of equals. Where there is a
   * disk, memory is relieved by moving them there, and they end when the disk holds more than it should.
   */
  relieve(): void {
    this.#relieveMemory();
    let excess = this.disk?.excess() ?? 0;
    if (excess <= 0) return;
    for (const { source, lane, onDisk } of this.#byWeight((open) => open.onDisk)) {
      if (excess <= 0) return;
      // one that is done again cannot be cut where it likes
      if (source.onHold || lane.open?.until !== null) continue;
      source.cut(lane, 'disk');
      excess -= onDisk;
    }
  }

  #relieveMemory(): void {
    let excess = this.budget.excess();
    if (excess <= 0) return;
    for (const { source, lane, held } of this.#byWeight((open) => open.held)) {
      if (excess <= 0) return;
      if (this.disk !== null) source.spill(lane);
      else if (source.onHold || lane.open?.until !== null) continue;
      else source.cut(lane, 'memory');
      excess -= held;
    }
  }

  /**
   * Waits until there is room to fetch more. Goes on without room where nothing is on its way out: then waiting
   * would not help.
   * @throws {SluiceError} FILE_UNWRITABLE
   */
  async room(signal: AbortSignal): Promise<void> {
    this.relieve();
    await this.#outlets?.room(signal);
    await this.#untilRoom(this.budget, signal, (waiting) => {
      this.#waitsForOthers = waiting && this.budget.publishing === 0;
      this.#pressure(waiting);
    });
    const { disk } = this;
    if (disk === null) return;
    await this.#untilRoom(disk, signal, (waiting) => this.#diskPressure(disk, waiting));
  }

  async #untilRoom(
    budget: Budget,
    signal: AbortSignal,
    tell: (waiting: boolean) => void,
  ): Promise<void> {
    while (isFull(budget) && !signal.aborted) {
      tell(true);
      await budget.changed(signal);
      this.relieve();
    }
    tell(false);
  }

  /** Whether nothing can be done here before another thread has stored what it holds. */
  get waitsForOthers(): boolean {
    return this.#waitsForOthers;
  }

  /** As time goes by: to be called several times a second. */
  cutAged(): void {
    this.#outlets?.tick();
    for (const source of this.sources.values()) source.cutAged();
  }

  cutAll(reason: CutReason): void {
    for (const source of this.sources.values()) source.cutAll(reason);
  }

  /** Resolves when nothing that was cut is waiting to be stored. */
  async settled(): Promise<void> {
    await Promise.all([...this.sources.values()].map((source) => source.settled()));
  }

  /** Leaves the files of what is not stored to the next process; nothing may be published any more. */
  async close(): Promise<void> {
    for (const { journals } of this.sources.values()) await journals?.close();
    this.#outlets?.close();
  }

  /** Gives all partitions up: nothing more of them is stored. */
  release(): void {
    for (const source of this.sources.values()) {
      for (const held of source.partitions()) source.release(held);
    }
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

  #byWeight(weight: (open: OpenLane) => number): readonly OpenLane[] {
    const open: OpenLane[] = [];
    for (const { source, lane } of this.#lanes()) {
      if (lane.open === null) continue;
      const { heldBytes: held, journal, objects, openedAtMs } = lane.open;
      if (held === 0 && objects.length === 0) continue;
      open.push({ source, lane, held, onDisk: journal?.byteLength ?? 0, openedAtMs });
    }
    return open.toSorted((a, b) => weight(b) - weight(a) || a.openedAtMs - b.openedAtMs);
  }

  #diskPressure({ held: heldBytes, maxBytes }: Budget, fetchPaused: boolean): void {
    if (fetchPaused === this.#diskFull) return;
    this.#diskFull = fetchPaused;
    this.#emit({ name: 'disk_pressure', heldBytes, maxBytes, fetchPaused });
  }

  #pressure(fetchPaused: boolean): void {
    if (fetchPaused === this.#underPressure) return;
    this.#underPressure = fetchPaused;
    const { held, maxBytes } = this.budget;
    this.#emit({ name: 'memory_pressure', heldBytes: held, maxBytes, fetchPaused });
  }
}

interface OpenLane {
  readonly source: SourceEngine;
  readonly lane: Lane;
  /** Bytes in memory. */
  readonly held: number;
  readonly onDisk: number;
  readonly openedAtMs: number;
}

/** Whether waiting helps: more is held than should be, and some of it is on its way out. */
function isFull(budget: Budget): boolean {
  return budget.mustStopFetching && budget.isShrinking;
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
    diskBytes: () => engine.disk?.held ?? null,
  };
}
