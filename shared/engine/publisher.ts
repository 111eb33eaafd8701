import { toSluiceError } from '../errors.ts';
import type { OutgoingObject } from '../sink/object-store.ts';
import type { Emit } from '../telemetry/events.ts';
import type { Epoch, EpochObject } from './epoch.ts';
import type { Slots } from './slots.ts';

/** Stores an object that is ready. Resolves when it is there, or the signal is aborted. @throws {SluiceError} */
export type StoreObject = (
  entry: EpochObject,
  outgoing: OutgoingObject,
  signal: AbortSignal,
) => Promise<void>;

export interface PublisherParts {
  readonly emit: Emit;
  /** Uploads under way at once in the process. */
  readonly slots: Slots;
  /** The object's key and what its metadata says. */
  readonly describe: (
    epoch: Epoch,
    entry: EpochObject,
  ) => { readonly key: string; readonly metadata: Readonly<Record<string, string>> };
  /** Called once the content of all objects is final, before the first is stored. */
  readonly prepare: (epoch: Epoch, signal: AbortSignal) => Promise<void>;
  readonly store: StoreObject;
}

/**
 * Stores the objects of epochs. What can heal is tried again for as long as the partition is ours; what can't is
 * thrown, with nothing committed.
 */
export class Publisher {
  readonly #parts: PublisherParts;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /**
   * Resolves to true when every object of the epoch is stored, to false when the signal was aborted before.
   * @throws {SluiceError} STORE_* that cannot heal, EPOCH_CONFLICT
   */
  async publish(epoch: Epoch, signal: AbortSignal): Promise<boolean> {
    await this.#parts.prepare(epoch, signal);
    const results = await Promise.allSettled(
      epoch.objects.map((entry) => this.#parts.slots.run(() => this.#store(epoch, entry, signal))),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (signal.aborted) return false;
    if (failed !== undefined) throw toSluiceError(failed.reason);
    return true;
  }

  async #store(epoch: Epoch, entry: EpochObject, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { destination, object } = entry;
    const startedAt = performance.now();
    const body = await object.finish();
    const byteLength = body.reduce((sum, piece) => sum + piece.length, 0);
    const { key, metadata } = this.#parts.describe(epoch, entry);
    const { contentType } = destination;
    const outgoing = { key, body, byteLength, contentType, contentEncoding: null, metadata };
    await this.#parts.store(entry, outgoing, signal);
    if (signal.aborted) return;
    this.#parts.emit({
      name: 'object_stored',
      sink: destination.sink,
      key,
      events: object.events,
      rawBytes: object.rawBytes,
      bytes: byteLength,
      durationMs: performance.now() - startedAt,
      deadLetter: destination.deadLetter,
    });
    // stored: nobody reads its blocks any more
    object.discard(true);
  }
}
