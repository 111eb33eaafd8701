/** Reads numbers and lengths out of pieces of any size, one of which is in memory. */
export class PieceReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #piece: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Whether anything is left. */
  async hasMore(): Promise<boolean> {
    while (this.#at === this.#piece.length) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return false;
      this.#piece = value;
      this.#at = 0;
    }
    return true;
  }

  /** So many of the next bytes, or all where there are fewer, which stay to be read. */
  async peek(count: number): Promise<Buffer> {
    while (this.#piece.length - this.#at < count) {
      const { done, value } = await this.#pieces.next();
      if (done === true) break;
      this.#piece = Buffer.concat([this.#piece.subarray(this.#at), value]);
      this.#at = 0;
    }
    return this.#piece.subarray(this.#at, this.#at + count);
  }

  /** @throws {Error} at the end */
  async bytes(count: number): Promise<Buffer> {
    const found = Buffer.from(await this.peek(count));
    if (found.length < count) throw endedWithin();
    this.#at += count;
    return found;
  }

  /** @throws {Error} where there are fewer */
  async skip(count: number): Promise<void> {
    let left = count;
    while (left > 0) {
      if (!(await this.hasMore())) throw endedWithin();
      const step = Math.min(left, this.#piece.length - this.#at);
      this.#at += step;
      left -= step;
    }
  }

  /** Seven bits a byte, the lowest first. @throws {Error} at the end, or where no length is so large */
  async varint(): Promise<number> {
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      if (!(await this.hasMore())) throw endedWithin();
      const byte = this.#piece[this.#at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128 && Number.isSafeInteger(value)) return value;
    }
    throw new Error('a length in it is none');
  }

  /** Goes through what is left. */
  async drain(): Promise<void> {
    while (await this.hasMore()) this.#at = this.#piece.length;
  }

  /** Nothing more is asked for. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}

function endedWithin(): Error {
  return new Error('it ends within something');
}
