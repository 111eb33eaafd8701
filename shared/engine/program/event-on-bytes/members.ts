import type { JsonScanner } from '../../../decode/json/scanner.ts';
import { isSpace } from '../../../decode/json/json-space.ts';
import { keySlot, keySlots } from '../../../decode/json/key-slot.ts';

const colon = 0x3a;

/**
 * The members of an object that was scanned, found on its bytes: a table over length, first and last byte of their keys
 * says at once which one a name can be, and comparing them whether it is.
 */
export class Members {
  count = 0;
  bytes: Buffer = Buffer.alloc(0);
  /** Behind the last member. */
  end = 0;
  /** Start and end of each key, without its quotes. */
  #keys: Int32Array = new Int32Array(0);
  /** By slot, the last object that had a key of it, and which member that was. */
  readonly #objects = new Uint32Array(keySlots);
  readonly #members = new Uint32Array(keySlots);
  #object = 0;

  /** Whether every key has a slot of its own and is written plainly; otherwise it takes a parser to tell them apart. */
  begin(bytes: Buffer, scanner: JsonScanner): boolean {
    this.bytes = bytes;
    this.end = scanner.bodyEnd;
    this.count = scanner.keyCount;
    this.#keys = scanner.keys;
    return !scanner.hasEscapedKey && this.#fill();
  }

  /** Index of the member with this name; -1 where there is none. */
  find(name: Buffer, slot: number): number {
    if (this.#objects[slot] !== this.#object) return -1;
    const member = this.#members[slot] as number;
    return this.#is(member, name) ? member : this.#findBehind(member, name);
  }

  /** Where its key begins, at the quote. */
  start(member: number): number {
    return (this.#keys[member * 2] as number) - 1;
  }

  /** Where its value begins. */
  valueStart(member: number): number {
    const { bytes } = this;
    let at = (this.#keys[member * 2 + 1] as number) + 1;
    while (bytes[at] !== colon) at += 1;
    at += 1;
    while (isSpace(bytes[at] as number)) at += 1;
    return at;
  }

  /** Where its value ends. */
  valueEnd(member: number): number {
    if (member + 1 === this.count) return this.end;
    const { bytes } = this;
    let at = this.start(member + 1);
    while (isSpace(bytes[at - 1] as number)) at -= 1;
    at -= 1; // the comma
    while (isSpace(bytes[at - 1] as number)) at -= 1;
    return at;
  }

  #is(member: number, name: Buffer): boolean {
    const keys = this.#keys;
    const start = keys[member * 2] as number;
    const { length } = name;
    if ((keys[member * 2 + 1] as number) - start !== length) return false;
    const { bytes } = this;
    let at = 0;
    while (at < length && name[at] === bytes[start + at]) at += 1;
    return at === length;
  }

  /** Of two members in one slot the later one is in the table. */
  #findBehind(from: number, name: Buffer): number {
    for (let member = from - 1; member >= 0; member -= 1) if (this.#is(member, name)) return member;
    return -1;
  }

  /** False where two members have one name. */
  #fill(): boolean {
    this.#object = (this.#object + 1) >>> 0;
    const object = this.#object;
    const objects = this.#objects;
    // once in four billion objects: those before are forgotten
    if (object === 0) objects.fill(0xffff_ffff);
    const keys = this.#keys;
    const { bytes, count } = this;
    for (let member = 0; member < count; member += 1) {
      const start = keys[member * 2] as number;
      const end = keys[member * 2 + 1] as number;
      const slot = keySlot(bytes[start] as number, bytes[end - 1] as number, end - start);
      if (objects[slot] === object && this.#findBehind(member, bytes.subarray(start, end)) !== -1) {
        return false;
      }
      objects[slot] = object;
      this.#members[slot] = member;
    }
    return true;
  }
}
