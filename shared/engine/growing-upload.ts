import { type SluiceError, toSluiceError } from '../errors.ts';
import type { ObjectStore } from '../sink/object-store.ts';
import type { ObjectUpload, UploadHead } from '../sink/object-upload.ts';
import type { Emit } from '../telemetry/events.ts';
import type { AbortedUploads } from './aborted-uploads.ts';
import type { Part } from './piece-queue.ts';
import type { Slots } from './slots.ts';
import { storeUntilDone } from './store-until-done.ts';

export interface GrowingUploadParts {
  readonly sink: string;
  readonly store: ObjectStore;
  readonly head: UploadHead;
  readonly condition: 'create' | 'replace';
  readonly slots: Slots;
  readonly emit: Emit;
  /** Aborted when the object will never be complete. */
  readonly signal: AbortSignal;
  readonly aborted: AbortedUploads;
  /** Nobody may be waiting yet when a part cannot be stored. */
  readonly onFatal: (error: SluiceError) => void;
}

/** What becomes of the parts of an open object. */
export interface PartsListener {
  readonly onStored: (part: Part) => void;
  /** The store has no such uploads: the parts stay in memory. */
  readonly onUnable: () => void;
}

const unhindered = new AbortController().signal;

/**
 * The parts of one object on their way to the store while the object is still growing. One part after the other, each
 * in a slot of the process of its own, so that no object waits for a slot while it holds one.
 *
 *     add ──▶ waiting ── upload begun with the first ──▶ stored ── finish ──▶ last part ──▶ complete, by the publisher
 *                                                         └────── drop ──▶ aborted, in the background
 *
 * Until then nothing of it shows under its key.
 */
export class GrowingUpload {
  readonly #parts: GrowingUploadParts;
  readonly #listener: PartsListener;
  readonly #waiting: Part[] = [];
  readonly #dropped = new AbortController();
  readonly #signal: AbortSignal;
  #upload: ObjectUpload | null = null;
  #stored = 0;
  #byteLength = 0;
  #busy = false;
  #running: Promise<void> = Promise.resolve();
  #failure: SluiceError | null = null;
  #unable = false;
  #ended = false;

  constructor(parts: GrowingUploadParts, listener: PartsListener) {
    this.#parts = parts;
    this.#listener = listener;
    this.#signal = AbortSignal.any([parts.signal, this.#dropped.signal]);
  }

  get head(): UploadHead {
    return this.#parts.head;
  }

  /** Whether the store has turned out to have no uploads. */
  get isUnable(): boolean {
    return this.#unable;
  }

  /** Of the parts that are stored. */
  get byteLength(): number {
    return this.#byteLength;
  }

  add(part: Part): void {
    this.#waiting.push(part);
    if (this.#busy || this.#failure !== null || this.#unable) return;
    this.#busy = true;
    this.#running = this.#storeWaiting();
  }

  /**
   * Stores what is left, as the last part.
   * @returns what is to be completed; or the whole body, where the store has no uploads; null: the signal was aborted
   * @throws {SluiceError} STORE_* that cannot heal
   */
  async finish(
    rest: readonly Uint8Array[],
  ): Promise<{ readonly upload: ObjectUpload } | { readonly body: readonly Uint8Array[] } | null> {
    await this.#running;
    if (this.#failure !== null) throw this.#failure;
    if (this.#unable) return { body: [...this.#waiting.flatMap(({ pieces }) => pieces), ...rest] };
    const upload = this.#upload;
    if (upload === null || this.#signal.aborted) return null;
    if (rest.length > 0) await this.#parts.slots.run(() => this.#storePart(upload, rest));
    return this.#signal.aborted ? null : { upload };
  }

  /** It was completed, or its key was taken: there is nothing left to abort. */
  end(): void {
    this.#ended = true;
  }

  /** The object will never be complete: what is stored of it is thrown away, and nobody has to wait for that. */
  drop(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#dropped.abort();
    this.#parts.aborted.add(this.#abort());
  }

  async #abort(): Promise<void> {
    // S3 would keep a part that arrives after the end
    await this.#running;
    await this.#upload?.abort(unhindered);
  }

  async #storeWaiting(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && !this.#unable && !this.#signal.aborted) {
        await this.#parts.slots.run(() => this.#storeNext());
      }
    } catch (thrown) {
      this.#failure = toSluiceError(thrown);
      if (!this.#ended) this.#parts.onFatal(this.#failure);
    } finally {
      this.#busy = false;
    }
  }

  async #storeNext(): Promise<void> {
    if (this.#signal.aborted) return;
    this.#upload ??= await this.#begin();
    const [part] = this.#waiting;
    if (this.#upload === null || part === undefined) return;
    await this.#storePart(this.#upload, part.pieces);
    if (this.#signal.aborted) return;
    this.#waiting.shift();
    this.#listener.onStored(part);
  }

  async #begin(): Promise<ObjectUpload | null> {
    const { sink, store, head, condition, emit } = this.#parts;
    const signal = this.#signal;
    const ask = (): Promise<boolean> => store.supportsUploads(condition, signal);
    const able = await storeUntilDone(sink, ask, signal, emit);
    if (able === null) return null;
    if (!able.done) {
      this.#unable = true;
      this.#listener.onUnable();
      return null;
    }
    // an upload whose beginning is called off could not be aborted, as nobody would know its id
    const begin = (): Promise<ObjectUpload> => store.startUpload(head, unhindered);
    return (await storeUntilDone(sink, begin, signal, emit))?.done ?? null;
  }

  async #storePart(upload: ObjectUpload, pieces: readonly Uint8Array[]): Promise<void> {
    const { sink, emit } = this.#parts;
    const number = this.#stored + 1;
    const store = (): Promise<void> => upload.uploadPart(number, pieces, this.#signal);
    const stored = await storeUntilDone(sink, store, this.#signal, emit);
    if (stored === null) return;
    this.#stored = number;
    for (const { length } of pieces) this.#byteLength += length;
  }
}
