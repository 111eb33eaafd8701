import type { Compressor } from '../../sink/compress/compressor.ts';
import { returnBlock } from '../block-pool.ts';
import type { Budget } from '../budget.ts';
import type { Journal } from './journal.ts';
import type { Piece } from './piece.ts';

/**
 * The finished pieces of one object, on the disk. What is on its way there counts as on its way out of memory: it goes
 * by itself, and fetching waits for it where memory is short.
 */
export class DiskPieces {
  readonly #journal: Journal;
  readonly #object: number;
  readonly #budget: Budget;
  readonly #pieces: Piece[];
  #leaving = 0;
  #discarded = false;

  /** @param pieces that are there already */
  constructor(journal: Journal, object: number, budget: Budget, pieces: readonly Piece[]) {
    this.#journal = journal;
    this.#object = object;
    this.#budget = budget;
    this.#pieces = [...pieces];
  }

  get count(): number {
    return this.#pieces.length;
  }

  /** Bytes of the body, once all of it is made. */
  async byteLength(): Promise<number> {
    await this.#journal.settled();
    return this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** Takes what the block holds; the block is given back to the pool when nobody looks at it any more. */
  add(raw: Uint8Array, block: Buffer, compressor: Compressor | null): void {
    this.#leave(block.length);
    const gone = (bytes: number): void => {
      this.#leave(-bytes);
    };
    if (compressor === null) {
      const written = (): void => {
        gone(block.length);
        returnBlock(block);
      };
      this.#pieces.push(this.#journal.append(this.#object, raw, written));
      return;
    }
    const framed = compressor.frame(raw).then((frame) => {
      this.#leave(frame.length - block.length);
      returnBlock(block);
      return frame;
    });
    this.#pieces.push(this.#journal.append(this.#object, framed, gone));
  }

  /**
   * The whole body, from the disk, or from memory what could not be written.
   * @throws {SluiceError} DATA_DIR_DAMAGED
   */
  async readAll(): Promise<Uint8Array[]> {
    await this.#journal.settled();
    const body: Uint8Array[] = [];
    for (const piece of this.#pieces) body.push(await this.#read(piece));
    return body;
  }

  /**
   * The body in parts of exactly so many bytes, but for the last. One at a time is in memory, and good until the next.
   * @throws {SluiceError} DATA_DIR_DAMAGED
   */
  async *parts(partBytes: number): AsyncGenerator<readonly Uint8Array[]> {
    await this.#journal.settled();
    let part: Uint8Array[] = [];
    let length = 0;
    let held = 0;
    for (const piece of this.#pieces) {
      const inMemory = piece.bytes !== null;
      let bytes = await this.#read(piece);
      if (!inMemory) held += bytes.length;
      while (length + bytes.length >= partBytes) {
        part.push(bytes.subarray(0, partBytes - length));
        bytes = bytes.subarray(partBytes - length);
        yield part;
        this.#leave(-held);
        held = 0;
        part = [];
        length = 0;
      }
      if (bytes.length > 0) part.push(bytes);
      length += bytes.length;
    }
    if (length > 0) yield part;
  }

  async #read(piece: Piece): Promise<Uint8Array> {
    if (piece.bytes !== null) return piece.bytes;
    const bytes = await this.#journal.read(piece);
    this.#leave(bytes.length);
    return bytes;
  }

  /** Gives back what it holds in memory. */
  discard(): void {
    this.#leave(-this.#leaving);
    this.#discarded = true;
  }

  #leave(bytes: number): void {
    if (this.#discarded) return;
    this.#leaving += bytes;
    this.#budget.addPublishing(bytes);
  }
}
