/**
 * Tells whether a key is one of a few names, on bytes. A table over first byte and length turns nearly every other
 * key away at once.
 */
export class WatchedKeys {
  readonly #names: ReadonlySet<string>;
  readonly #encoded: readonly Buffer[];
  readonly #candidates = new Uint8Array(256);

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
    this.#encoded = [...this.#names].map((name) => Buffer.from(name));
    for (const name of this.#encoded) this.#candidates[slot(name[0] ?? 0, name.length)] = 1;
  }

  /** Whether the raw key `[start, end)`, without its quotes and without escapes, is watched. */
  has(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (this.#candidates[slot(length === 0 ? 0 : (bytes[start] as number), length)] === 0) {
      return false;
    }
    for (const name of this.#encoded) {
      if (name.length !== length) continue;
      let at = 0;
      while (at < length && name[at] === bytes[start + at]) at += 1;
      if (at === length) return true;
    }
    return false;
  }

  /** The same for a key that may hold escapes; where it does it is decoded, which costs a string. */
  hasEscaped(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (at < end && bytes[at] !== 0x5c) at += 1;
    if (at === end) return this.has(bytes, start, end);
    const quoted = Buffer.from(bytes.buffer, bytes.byteOffset + start - 1, end - start + 2);
    return this.#names.has(JSON.parse(quoted.toString()) as string);
  }
}

function slot(firstByte: number, length: number): number {
  return (firstByte + length * 37) & 0xff;
}
