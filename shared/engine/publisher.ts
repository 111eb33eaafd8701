import { setTimeout as sleep } from 'node:timers/promises';
import { type SluiceError, toSluiceError } from '../errors.ts';
import { objectKey } from '../sink/key/object-key.ts';
import type { OutgoingObject } from '../sink/object-store.ts';
import type { Emit } from '../telemetry/events.ts';
import type { Epoch, EpochObject } from './epoch.ts';
import { Slots } from './slots.ts';

/** Uploads under way at once in the process. More would hold more bodies in memory without storing faster. */
const maxUploads = 8;
const firstDelayMs = 200;
const maxDelayMs = 30_000;

/**
 * Stores the objects of epochs. What can heal is tried again for as long as the partition is ours; what can't is
 * thrown, with nothing committed.
 */
export class Publisher {
  readonly #emit: Emit;
  readonly #pipeline: string;
  readonly #slots = new Slots(maxUploads);

  constructor(pipeline: string, emit: Emit) {
    this.#pipeline = pipeline;
    this.#emit = emit;
  }

  /**
   * Resolves to true when every object of the epoch is stored, to false when the signal was aborted before.
   * @throws {SluiceError} STORE_* that cannot heal
   */
  async publish(epoch: Epoch, signal: AbortSignal): Promise<boolean> {
    const results = await Promise.allSettled(
      epoch.objects.map((entry) => this.#slots.run(() => this.#store(epoch, entry, signal))),
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
    const outgoing = this.#outgoing(epoch, entry, body);
    await this.#putUntilStored(outgoing, entry, signal);
    if (signal.aborted) return;
    this.#emit({
      name: 'object_stored',
      sink: destination.sink,
      key: outgoing.key,
      events: object.events,
      rawBytes: object.rawBytes,
      bytes: outgoing.byteLength,
      durationMs: performance.now() - startedAt,
      deadLetter: destination.deadLetter,
    });
    // stored: nobody reads its blocks any more
    object.discard(true);
  }

  #outgoing(epoch: Epoch, entry: EpochObject, body: readonly Uint8Array[]): OutgoingObject {
    const { destination, object, number } = entry;
    return {
      key: objectKey({
        prefix: object.prefix,
        topic: epoch.topic,
        partition: epoch.partition,
        first: epoch.first,
        next: epoch.next,
        number,
        attempt: epoch.attempt,
        extension: destination.extension,
      }),
      body,
      byteLength: body.reduce((sum, piece) => sum + piece.length, 0),
      contentType: destination.contentType,
      contentEncoding: null,
      metadata: {
        'sluice-pipeline': this.#pipeline,
        'sluice-sink': destination.sink,
        'sluice-topic': epoch.topic,
        'sluice-partition': String(epoch.partition),
        'sluice-first': String(epoch.first),
        'sluice-next': String(epoch.next),
        'sluice-events': String(object.events),
      },
    };
  }

  async #putUntilStored(
    outgoing: OutgoingObject,
    entry: EpochObject,
    signal: AbortSignal,
  ): Promise<void> {
    const { sink, store } = entry.destination;
    for (let attempt = 1; ; attempt++) {
      const error = await attemptPut(() => store.put(outgoing, signal));
      if (error === null || signal.aborted) return;
      if (!error.retryable) throw error;
      const delayMs = backoff(attempt);
      this.#emit({ name: 'store_retry', sink, attempt, delayMs, error });
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
  }
}

async function attemptPut(put: () => Promise<void>): Promise<SluiceError | null> {
  try {
    await put();
    return null;
  } catch (thrown) {
    return toSluiceError(thrown);
  }
}

/** Exponential with full jitter, so that many consumers do not come back at the same moment. */
function backoff(attempt: number): number {
  const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 10));
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
}
