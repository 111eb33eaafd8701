import { CheckpointRule } from './disk/checkpoint-rule.ts';
import type { Journal } from './disk/journal.ts';
import { Epoch, type Grow } from './epoch.ts';
import type { Held, Lane } from './lane.ts';
import type { Redo } from './redo.ts';
import type { SourceEngineOptions } from './source-engine.ts';

type OpenEpochsOptions = Pick<
  SourceEngineOptions,
  'destinations' | 'budget' | 'clock' | 'publisher' | 'journals'
>;

/** Begins the epochs of a source, and writes down those that are kept on disk while they grow. */
export class OpenEpochs {
  readonly #options: OpenEpochsOptions;
  readonly #checkpoints = new WeakMap<Epoch, CheckpointRule>();

  constructor(options: OpenEpochsOptions) {
    this.#options = options;
  }

  /** The open epoch of a lane; begun where this partition is read on, if there is none. */
  of(lane: Lane, held: Held): Epoch {
    if (lane.open !== null) return lane.open;
    const { clock, journals } = this.#options;
    const { redo } = lane;
    lane.redo = null;
    const openedAtMs = redo?.openedAtMs ?? clock();
    const variant = redo?.variant ?? null;
    const journal = journals?.begin(held, held.position, openedAtMs, variant) ?? null;
    lane.open = this.make(lane, openedAtMs, redo, journal);
    return lane.open;
  }

  make(lane: Lane, openedAtMs: number, redo: Redo | null, journal: Journal | null): Epoch {
    const { destinations, budget, clock, publisher } = this.#options;
    const grow: Grow = (epoch, entry, listener) =>
      publisher.grow(epoch, entry, listener, lane.released);
    const made = new Epoch(openedAtMs, redo, destinations, budget, grow, journal);
    if (journal !== null) this.#checkpoints.set(made, new CheckpointRule(clock()));
    return made;
  }

  /** A chunk of so many bytes is in it: one that is kept on disk may have to be written down. */
  took(epoch: Epoch, bytes: number): void {
    const due = this.#checkpoints
      .get(epoch)
      ?.took(bytes, epoch.objects.length, this.#options.clock());
    if (due === true) this.checkpoint(epoch);
  }

  checkpoint(epoch: Epoch): void {
    epoch.checkpoint();
    this.#checkpoints.get(epoch)?.written(this.#options.clock());
  }
}
