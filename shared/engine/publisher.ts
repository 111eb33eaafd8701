import { SluiceError, toSluiceError } from '../errors.ts';
import type { ObjectStore, OutgoingObject } from '../sink/object-store.ts';
import type { ObjectUpload } from '../sink/object-upload.ts';
import type { Emit } from '../telemetry/events.ts';
import type { AbortedUploads } from './aborted-uploads.ts';
import type { DiskPieces } from './disk/disk-pieces.ts';
import type { storeParts } from './disk/store-parts.ts';
import type { Epoch, EpochObject } from './epoch.ts';
import type { GrowingUpload, GrowingUploadParts, PartsListener } from './growing-upload.ts';
import type { Slots } from './slots.ts';
import { storeUntilDone } from './store-until-done.ts';

/** Stores an object that is ready. Resolves when it is there, or the signal is aborted. @throws {SluiceError} */
export type StoreObject = (
  epoch: Epoch,
  entry: EpochObject,
  outgoing: OutgoingObject,
  signal: AbortSignal,
) => Promise<void>;

/** An object whose parts are all stored, and what it would be as a whole. */
export interface FullUpload {
  readonly key: string;
  readonly upload: ObjectUpload;
  /** Which of our uploads to the key it is, as its object will say. */
  readonly id: string;
  /** What is known now of the content, as an object that is stored at once says it. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Named {
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * What is left to do for an epoch: to store its objects; nothing, as an earlier attempt had stored all of it; or to
 * begin it anew under keys with this variant, as the earlier attempt was of other records and is not whole.
 */
export type Prepared = 'store' | 'stored' | { readonly beginAs: string };

/** How the publishing of an epoch ended; aborted: the signal was, before all was stored. */
export type Published = 'stored' | 'aborted' | { readonly beginAs: string };

/** The names and the way of storing that a promise needs (`exact`, `dense`). */
export interface Publishing {
  /** The object's key and what its metadata says. */
  readonly describe: (epoch: Epoch, entry: EpochObject) => Named;
  /** The same as far as it is known while the object grows, and whether it may replace one. */
  readonly describeGrowing: (
    epoch: Epoch,
    entry: EpochObject,
    id: string,
  ) => Named & { readonly condition: 'create' | 'replace' };
  /** Called once the content of all objects is final, before the first shows under its key. */
  readonly prepare: (epoch: Epoch, signal: AbortSignal) => Promise<Prepared>;
  readonly store: StoreObject;
  /** As `store`, for an object that has grown. */
  readonly complete: (
    epoch: Epoch,
    entry: EpochObject,
    full: FullUpload,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** How objects are stored in parts. A host that needs none of it does not have it in its bundle. */
export interface StoringInParts {
  readonly storeOf: (sink: string) => ObjectStore;
  readonly grow: (parts: GrowingUploadParts, listener: PartsListener) => GrowingUpload;
  readonly storeParts: typeof storeParts;
}

export interface PublisherParts extends Publishing {
  /** Null: each object is stored at once. */
  readonly inParts: StoringInParts | null;
  readonly emit: Emit;
  /** Uploads under way at once in the process. */
  readonly slots: Slots;
  readonly aborted: AbortedUploads;
  readonly newId: () => string;
  readonly onFatal: (error: SluiceError) => void;
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

  /** Begins to store an object of an open epoch in parts. */
  grow(
    epoch: Epoch,
    entry: EpochObject,
    listener: PartsListener,
    signal: AbortSignal,
  ): GrowingUpload {
    const { describeGrowing, newId } = this.#parts;
    const { sink, contentType } = entry.destination;
    const { key, metadata, condition } = describeGrowing(epoch, entry, newId());
    const head = { key, metadata, contentType };
    const store = this.#inParts.storeOf(sink);
    return this.#inParts.grow({ ...this.#parts, sink, store, head, condition, signal }, listener);
  }

  /** @throws {SluiceError} STORE_* that cannot heal, EPOCH_CONFLICT, EPOCH_COMPACTED */
  async publish(epoch: Epoch, signal: AbortSignal): Promise<Published> {
    const prepared = await this.#parts.prepare(epoch, signal);
    if (signal.aborted) return 'aborted';
    if (prepared !== 'store') return prepared;
    const results = await Promise.allSettled(
      epoch.objects.map((entry) =>
        entry.object.growing === null
          ? this.#parts.slots.run(() => this.#store(epoch, entry, signal))
          : this.#complete(epoch, entry, entry.object.growing, signal),
      ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (signal.aborted) return 'aborted';
    if (failed !== undefined) throw toSluiceError(failed.reason);
    return 'stored';
  }

  async #store(epoch: Epoch, entry: EpochObject, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const startedAt = performance.now();
    const onDisk = await this.#largeOnDisk(epoch, entry, signal);
    if (onDisk !== null) {
      await this.#storeParts(epoch, entry, onDisk, signal);
      return;
    }
    const { key, metadata } = this.#parts.describe(epoch, entry);
    await this.#storeWhole(
      epoch,
      entry,
      { key, metadata },
      await entry.object.finish(),
      signal,
      startedAt,
    );
  }

  /** Null where the object is stored at once: it is in memory, or small, or the store takes no parts. */
  async #largeOnDisk(
    epoch: Epoch,
    entry: EpochObject,
    signal: AbortSignal,
  ): Promise<DiskPieces | null> {
    const { object, destination } = entry;
    object.sealRest();
    if (object.onDisk === null) return null;
    if ((await object.onDisk.byteLength()) < 2 * destination.partBytes) return null;
    const { emit, describeGrowing } = this.#parts;
    const { sink } = destination;
    const store = this.#inParts.storeOf(sink);
    const { condition } = describeGrowing(epoch, entry, '');
    const ask = (): Promise<boolean> => store.supportsUploads(condition, signal);
    const able = await storeUntilDone(sink, ask, signal, emit);
    return able?.done === true ? object.onDisk : null;
  }

  /** As an upload that has grown, but that its content is known when it begins: so its metadata say it all. */
  async #storeParts(
    epoch: Epoch,
    entry: EpochObject,
    onDisk: DiskPieces,
    signal: AbortSignal,
  ): Promise<void> {
    const { aborted, complete, describe, emit, newId } = this.#parts;
    const startedAt = performance.now();
    const id = newId();
    const { sink, contentType, partBytes } = entry.destination;
    const store = this.#inParts.storeOf(sink);
    const { key, metadata } = describe(epoch, entry);
    const said = { ...metadata, 'sluice-upload': id };
    const head = { key, metadata: said, contentType };
    const parts = { sink, store, head, partBytes, aborted, emit };
    const finish = (upload: ObjectUpload): Promise<void> =>
      complete(epoch, entry, { key, metadata, upload, id }, signal);
    await this.#inParts.storeParts(onDisk, { ...parts, complete: finish }, signal);
    if (!signal.aborted) this.#stored(entry, key, await onDisk.byteLength(), startedAt);
  }

  async #storeWhole(
    epoch: Epoch,
    entry: EpochObject,
    { key, metadata }: Named,
    body: readonly Uint8Array[],
    signal: AbortSignal,
    startedAt: number,
  ): Promise<void> {
    const byteLength = body.reduce((sum, piece) => sum + piece.length, 0);
    const { contentType } = entry.destination;
    const outgoing = { key, body, byteLength, contentType, metadata };
    await this.#parts.store(epoch, entry, outgoing, signal);
    if (!signal.aborted) this.#stored(entry, key, byteLength, startedAt);
  }

  /** Not in one slot: each part takes one for itself, and whoever waits for parts must not keep one from them. */
  async #complete(
    epoch: Epoch,
    entry: EpochObject,
    growing: GrowingUpload,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const { describe, slots } = this.#parts;
    const startedAt = performance.now();
    const finished = await growing.finish(await entry.object.finish());
    if (finished === null) return;
    const { key, metadata: begun } = growing.head;
    const { metadata } = describe(epoch, entry);
    if ('body' in finished) {
      const { body } = finished;
      await slots.run(() =>
        this.#storeWhole(epoch, entry, { key, metadata }, body, signal, startedAt),
      );
      return;
    }
    const { upload } = finished;
    const full = { key, metadata, upload, id: begun['sluice-upload'] ?? '' };
    await slots.run(() => this.#parts.complete(epoch, entry, full, signal));
    if (signal.aborted) return;
    growing.end();
    this.#stored(entry, key, growing.byteLength, startedAt);
  }

  get #inParts(): StoringInParts {
    const { inParts } = this.#parts;
    if (inParts === null) throw new SluiceError('INTERNAL', 'objects are stored at once here');
    return inParts;
  }

  #stored(entry: EpochObject, key: string, bytes: number, startedAt: number): void {
    const { destination, object } = entry;
    this.#parts.emit({
      name: 'object_stored',
      sink: destination.sink,
      key,
      events: object.events,
      rawBytes: object.rawBytes,
      bytes,
      durationMs: performance.now() - startedAt,
      deadLetter: destination.deadLetter,
    });
    // stored: nobody reads its blocks any more
    object.discard(true);
  }
}
