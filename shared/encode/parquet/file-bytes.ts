/** The bytes of a file while it is made: what nobody has taken yet, and how far it has come. */
export class FileBytes {
  #pieces: Uint8Array[] = [];
  #position = 0;

  /** Bytes of the file so far, also those that were taken. */
  get position(): number {
    return this.#position;
  }

  append(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#position += bytes.length;
  }

  /** What came since the last call. */
  take(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}
