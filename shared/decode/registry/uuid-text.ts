/** UUIDs as text, with the last one remembered: neighbours mostly share theirs. */
export class UuidText {
  readonly #last = Buffer.alloc(16);
  #text = '00000000-0000-0000-0000-000000000000';

  /** Of the 16 bytes at a place. */
  read(bytes: Buffer, at: number): string {
    if (bytes.compare(this.#last, 0, 16, at, at + 16) === 0) return this.#text;
    bytes.copy(this.#last, 0, at, at + 16);
    const hex = this.#last.toString('hex');
    this.#text = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-');
    return this.#text;
  }
}
