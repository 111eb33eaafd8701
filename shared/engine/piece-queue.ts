import { frameMemory } from '../sink/compress/frame-memory.ts';
import { returnBlock } from './block-pool.ts';

/** Finished pieces that were taken out of the queue together. */
export interface Part {
  readonly pieces: readonly Uint8Array[];
  /** Memory that they keep. */
  readonly heldBytes: number;
  /** Call once, when nobody reads the pieces any more: their memory may be used again. */
  readonly reuse: () => void;
}

/** Hears what becomes of the pieces. */
export interface PieceListener {
  /** So many bytes of memory more, or less. */
  readonly account: (bytes: number) => void;
  /** A frame is made of a block of so many bytes. */
  readonly onFrame: (blockBytes: number) => void;
  /** More is ready; it may be taken. */
  readonly onReady: () => void;
}

/** One piece: a compressed frame, or a plain block that is used up to somewhere. */
interface Entry {
  /** Null while it is being compressed. */
  bytes: Uint8Array | null;
  heldBytes: number;
  /** Gives its memory back. */
  reuse: () => void;
  done: Promise<void>;
}

/**
 * The pieces of one object that are final or on their way to it, in the object's order. It is all that an open object
 * knows of where its finished bytes are: who keeps them elsewhere offers the same methods.
 *
 *     add ──▶ [ready | ready | being compressed | ready | …] ── take, from the front ──▶ part ──▶ stored
 *
 * Only what is ready without a gap from the front can be taken. Memory is told to `account` as it changes: a block is
 * already counted when it is added, a frame takes the place of its block when it is done.
 */
export class PieceQueue {
  readonly #listener: PieceListener;
  #entries: Entry[] = [];
  /** How many from the front are ready, and their bytes. */
  #ready = 0;
  #readyBytes = 0;
  #discarded = false;

  constructor(listener: PieceListener) {
    this.#listener = listener;
  }

  get readyBytes(): number {
    return this.#readyBytes;
  }

  /** A piece that is final already, in a block that it keeps. */
  add(bytes: Uint8Array, block: Buffer): void {
    const done = Promise.resolve();
    const reuse = (): void => returnBlock(block);
    this.#entries.push({ bytes, reuse, heldBytes: block.length, done });
    this.#advance();
  }

  /** A piece that is being made from a block, which is free again afterwards. */
  addFrame(frame: Promise<Uint8Array>, block: Buffer): void {
    const entry: Entry = {
      bytes: null,
      reuse: () => undefined,
      heldBytes: block.length,
      done: Promise.resolve(),
    };
    this.#entries.push(entry);
    entry.done = this.#finish(entry, frame, block);
    // a failure is met in `rest`; until then it must not count as unhandled
    entry.done.catch(() => undefined);
  }

  /** Takes exactly so many bytes, which have to be ready; a piece may be cut in two, and then its rest keeps its memory. */
  take(byteLength: number): Part {
    const pieces: Uint8Array[] = [];
    const whole: Entry[] = [];
    let heldBytes = 0;
    let left = byteLength;
    for (const entry of this.#entries) {
      const { bytes } = entry;
      if (left === 0 || bytes === null) break;
      if (bytes.length > left) {
        pieces.push(bytes.subarray(0, left));
        entry.bytes = bytes.subarray(left);
        left = 0;
        break;
      }
      pieces.push(bytes);
      heldBytes += entry.heldBytes;
      whole.push(entry);
      left -= bytes.length;
    }
    this.#entries.splice(0, whole.length);
    this.#ready -= whole.length;
    this.#readyBytes -= byteLength - left;
    const reuse = (): void => {
      for (const entry of whole) entry.reuse();
    };
    return { pieces, heldBytes, reuse };
  }

  /** All that was not taken, once it is final. It stays here, and its memory counted, until `discard`. */
  async rest(): Promise<Uint8Array[]> {
    await Promise.all(this.#entries.map(({ done }) => done));
    return this.#entries.flatMap(({ bytes }) => bytes ?? []);
  }

  /** Lets go of everything; `reusable` where nobody can still be reading the pieces. Nothing is told to `account`. */
  discard(reusable: boolean): void {
    this.#discarded = true;
    if (reusable) for (const entry of this.#entries) entry.reuse();
    this.#entries = [];
    this.#ready = 0;
    this.#readyBytes = 0;
  }

  async #finish(entry: Entry, frame: Promise<Uint8Array>, block: Buffer): Promise<void> {
    const bytes = await frame;
    returnBlock(block);
    if (this.#discarded) return;
    entry.bytes = bytes;
    entry.reuse = () => frameMemory.giveBack(bytes);
    entry.heldBytes = bytes.length;
    this.#listener.onFrame(block.length);
    this.#listener.account(bytes.length - block.length);
    this.#advance();
  }

  #advance(): void {
    const before = this.#ready;
    for (
      let next = this.#entries[this.#ready];
      next !== undefined && next.bytes !== null;
      next = this.#entries[this.#ready]
    ) {
      this.#readyBytes += next.bytes.length;
      this.#ready++;
    }
    if (this.#ready > before) this.#listener.onReady();
  }
}
