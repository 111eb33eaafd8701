/** Bytes that grow, and that are copied from themselves. */
export class Output {
  #bytes: Buffer = Buffer.alloc(1024);
  length = 0;

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Copies what is so far back; where that is nearer than it is long, what was copied is copied again. */
  repeat(distance: number, length: number): void {
    this.#reserve(length);
    const end = this.length + length;
    const from = this.length - distance;
    // what was copied is copied too, so that each step may be twice as long
    while (this.length < end) {
      const until = Math.min(this.length, from + end - this.length);
      this.length += this.#bytes.copy(this.#bytes, this.length, from, until);
    }
  }

  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(needed, this.#bytes.length * 2));
    this.bytes.copy(larger);
    this.#bytes = larger;
  }
}
