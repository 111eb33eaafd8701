import { returnBlock } from './block-pool.ts';

/** Finished pieces that were taken out of the queue together. */
export interface Part {
  readonly pieces: readonly Uint8Array[];
  /** Memory that they keep. */
  readonly heldBytes: number;
  /** Blocks that may be used again when nobody reads the pieces any more. */
  readonly blocks: readonly Buffer[];
}

/** One piece: a compressed frame, or a plain block that is used up to somewhere. */
interface Entry {
  /** Null while it is being compressed. */
  bytes: Uint8Array | null;
  heldBytes: number;
  readonly block: Buffer | null;
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
  readonly #account: (bytes: number) => void;
  readonly #onReady: () => void;
  #entries: Entry[] = [];
  /** How many from the front are ready, and their bytes. */
  #ready = 0;
  #readyBytes = 0;
  #discarded = false;

  /** @param onReady called when more is ready; it may take */
  constructor(account: (bytes: number) => void, onReady: () => void) {
    this.#account = account;
    this.#onReady = onReady;
  }

  get readyBytes(): number {
    return this.#readyBytes;
  }

  /** A piece that is final already, in a block that it keeps. */
  add(bytes: Uint8Array, block: Buffer): void {
    const done = Promise.resolve();
    this.#entries.push({ bytes, block, heldBytes: block.length, done });
    this.#advance();
  }

  /** A piece that is being made from a block, which is free again afterwards. */
  addFrame(frame: Promise<Uint8Array>, block: Buffer): void {
    const entry: Entry = {
      bytes: null,
      block: null,
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
    const blocks: Buffer[] = [];
    let heldBytes = 0;
    let left = byteLength;
    let used = 0;
    for (const entry of this.#entries) {
      const { bytes, block } = entry;
      if (left === 0 || bytes === null) break;
      if (bytes.length > left) {
        pieces.push(bytes.subarray(0, left));
        entry.bytes = bytes.subarray(left);
        left = 0;
        break;
      }
      pieces.push(bytes);
      heldBytes += entry.heldBytes;
      if (block !== null) blocks.push(block);
      left -= bytes.length;
      used++;
    }
    this.#entries.splice(0, used);
    this.#ready -= used;
    this.#readyBytes -= byteLength - left;
    return { pieces, heldBytes, blocks };
  }

  /** All that was not taken, once it is final. It stays here, and its memory counted, until `discard`. */
  async rest(): Promise<Uint8Array[]> {
    await Promise.all(this.#entries.map(({ done }) => done));
    return this.#entries.flatMap(({ bytes }) => bytes ?? []);
  }

  /** Lets go of everything; `reusable` where nobody can still be reading the blocks. Nothing is told to `account`. */
  discard(reusable: boolean): void {
    this.#discarded = true;
    if (reusable) for (const { block } of this.#entries) if (block !== null) returnBlock(block);
    this.#entries = [];
    this.#ready = 0;
    this.#readyBytes = 0;
  }

  async #finish(entry: Entry, frame: Promise<Uint8Array>, block: Buffer): Promise<void> {
    const bytes = await frame;
    returnBlock(block);
    if (this.#discarded) return;
    entry.bytes = bytes;
    entry.heldBytes = bytes.length;
    this.#account(bytes.length - block.length);
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
    if (this.#ready > before) this.#onReady();
  }
}
