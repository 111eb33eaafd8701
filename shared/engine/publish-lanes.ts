import { toSluiceError } from '../errors.ts';
import type { Epoch } from './epoch.ts';
import type { Lane } from './lane.ts';
import type { SourceEngineOptions } from './source-engine.ts';

type PublishLanesOptions = Pick<
  SourceEngineOptions,
  'source' | 'publisher' | 'offsets' | 'emit' | 'onFatal'
>;

/** Publishes the epochs of a source: lanes side by side, the epochs of a lane one after the other. */
export class PublishLanes {
  readonly #options: PublishLanesOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: PublishLanesOptions) {
    this.#options = options;
  }

  /** Resolves when nothing waits to be published. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Publishes what waits in a lane, and what is put there until then. To be called once while there is something. */
  start(lane: Lane): void {
    const running = this.#publishQueue(lane)
      .catch((thrown: unknown) =>
        this.#options.onFatal(toSluiceError(thrown), [...lane.partitions.values()]),
      )
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** One epoch of a lane after the other, so that their ends come out in order. */
  async #publishQueue(lane: Lane): Promise<void> {
    const { offsets } = this.#options;
    for (let epoch = lane.queue[0]; epoch !== undefined; epoch = lane.queue[0]) {
      let stored = false;
      try {
        stored = await this.#publish(epoch, lane.released);
      } finally {
        if (!stored) epoch.discard(false);
      }
      if (!stored) return;
      epoch.discard(true);
      lane.queue.shift();
      offsets.end([...epoch.spans.values()]);
    }
  }

  /** @returns whether all of it is stored; false: the partition is lost */
  async #publish(epoch: Epoch, signal: AbortSignal): Promise<boolean> {
    const { emit, offsets, publisher, source } = this.#options;
    while (await offsets.begin(epoch, signal)) {
      const published = await publisher.publish(epoch, signal);
      if (published === 'stored') return true;
      if (published === 'aborted') return false;
      // the ledger says so before anything is stored under the new keys: whoever comes next goes on with these
      epoch.variant = published.beginAs;
      const { topic, partition, first, next } = epoch.only;
      const at = { source, topic, partition, first, next };
      emit({ name: 'epoch_maybe_doubled', ...at, reason: 'compacted' });
    }
    return false;
  }
}
