/**
 * Finds a key among a few names, on bytes. A table over first byte and length turns nearly every other key away at
 * once.
 */
export class WatchedKeys {
  readonly #names: readonly string[];
  readonly #encoded: readonly Buffer[];
  readonly #candidates = new Uint8Array(256);

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#encoded = names.map((name) => Buffer.from(name));
    for (const name of this.#encoded) this.#candidates[slot(name[0] ?? 0, name.length)] = 1;
  }

  /** Index of the name that the raw key `[start, end)`, without quotes and escapes, is equal to, or -1. */
  indexOf(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (this.#candidates[slot(length === 0 ? 0 : (bytes[start] as number), length)] === 0) {
      return -1;
    }
    const encoded = this.#encoded;
    for (let index = 0; index < encoded.length; index += 1) {
      const name = encoded[index] as Buffer;
      if (name.length !== length) continue;
      let at = 0;
      while (at < length && name[at] === bytes[start + at]) at += 1;
      if (at === length) return index;
    }
    return -1;
  }

  /** The same for a key that may hold escapes; where it does it is decoded, which costs a string. */
  indexOfEscaped(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && bytes[at] !== 0x5c) at += 1;
    if (at === end) return this.indexOf(bytes, start, end);
    const quoted = Buffer.from(bytes.buffer, bytes.byteOffset + start - 1, end - start + 2);
    return this.#names.indexOf(JSON.parse(quoted.toString()) as string);
  }
}

function slot(firstByte: number, length: number): number {
  return (firstByte + length * 37) & 0xff;
}
