import { keySlot, keySlots } from './key-slot.ts';

const quote = 0x22;

/**
 * Members of an object whose key is one of a few names, found on bytes while it is scanned. A table over first byte,
 * last byte and length turns nearly every other key away at once; what remains is off the hot path and kept out of its loop.
 */
export class WatchedMembers {
  readonly names: readonly string[];
  /** Members found since `reset`. */
  count = 0;
  /** The last key seen was a watched one, so where its member ends is still to come. */
  isOpen = false;
  /** 1 at `keySlot` of each watched name: 0 tells for sure that a key is none of them. */
  readonly candidates: Uint8Array = new Uint8Array(keySlots);
  readonly #encoded: readonly Buffer[];
  /** Three numbers a member: start, end, index of the name. */
  #found = new Int32Array(24);

  constructor(names: readonly string[]) {
    this.names = names;
    this.#encoded = names.map((name) => Buffer.from(name));
    for (const name of this.#encoded) {
      this.candidates[keySlot(name[0] ?? quote, name.at(-1) ?? quote, name.length)] = 1;
    }
  }

  /** Where the key of the n-th member begins, at its quote. */
  startOf(member: number): number {
    return this.#found[member * 3] as number;
  }

  /** Where the key of the next member begins, or the body ends. */
  endOf(member: number): number {
    return this.#found[member * 3 + 1] as number;
  }

  nameOf(member: number): string {
    return this.names[this.#found[member * 3 + 2] as number] as string;
  }

  reset(): void {
    this.count = 0;
    this.isOpen = false;
  }

  /** Takes the next key of the object: ends the member before it, and begins one if its name is watched. */
  take(bytes: Uint8Array, start: number, end: number): void {
    this.finish(start - 1);
    const name = this.#indexOf(bytes, start, end);
    if (name === -1) return;
    const at = this.count * 3;
    if (at === this.#found.length) {
      const grown = new Int32Array(at * 2);
      grown.set(this.#found);
      this.#found = grown;
    }
    this.#found[at] = start - 1;
    this.#found[at + 2] = name;
    this.count += 1;
    this.isOpen = true;
  }

  /** Ends the member that is open, if one is. */
  finish(end: number): void {
    if (this.isOpen) this.#found[this.count * 3 - 2] = end;
    this.isOpen = false;
  }

  #indexOf(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && bytes[at] !== 0x5c) at += 1;
    if (at < end) {
      const key = Buffer.from(bytes.buffer, bytes.byteOffset + start - 1, end - start + 2);
      return this.names.indexOf(JSON.parse(key.toString()) as string);
    }
    const encoded = this.#encoded;
    for (let name = 0; name < encoded.length; name += 1) {
      if (isEqual(encoded[name] as Buffer, bytes, start, end - start)) return name;
    }
    return -1;
  }
}

function isEqual(name: Buffer, bytes: Uint8Array, start: number, length: number): boolean {
  if (name.length !== length) return false;
  let at = 0;
  while (at < length && name[at] === bytes[start + at]) at += 1;
  return at === length;
}
