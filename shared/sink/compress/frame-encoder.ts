import type { Transform } from 'node:stream';
import type { ZlibReset } from 'node:zlib';
import { frameMemory } from './frame-memory.ts';

/**
 * Makes one frame after the other, off the main thread, with one context of the codec: to make a new one for each, as
 * zlib's functions for a whole buffer do, costs a fifth of it, and most of the memory that V8 then collects for.
 */
export class FrameEncoder {
  readonly #stream: Transform & Partial<ZlibReset>;
  readonly #mustReset: boolean;
  #pieces: Buffer[] = [];

  /**
   * @param stream one that ends a frame with each write
   * @param mustReset whether it has to be told that another frame begins
   */
  constructor(stream: Transform & Partial<ZlibReset>, mustReset: boolean) {
    this.#stream = stream;
    this.#mustReset = mustReset;
    stream.on('data', (piece: Buffer) => this.#pieces.push(piece));
    // it is met where it happens, by whoever waits for the frame
    stream.on('error', () => undefined);
  }

  /**
   * One at a time. The frame is in memory of `frameMemory`.
   * @throws {Error} of zlib; the encoder is of no use after it
   */
  async encode(raw: Uint8Array): Promise<Buffer> {
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(raw, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    const pieces = this.#pieces;
    this.#pieces = [];
    if (this.#mustReset) this.#stream.reset?.();
    const frame = frameMemory.take(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) at += piece.copy(frame, at);
    return frame;
  }
}
