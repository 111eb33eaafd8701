/** As deep as messages can sensibly be nested in one another. */
const maxDepth = 64;

/**
 * Which message of a protobuf schema a value is: how many indexes there are, and each, as zigzag varints. The first
 * message of the file, which most are, is the single byte 0.
 */
export class MessageIndexes {
  path: readonly number[] = first;
  fault = '';
  #next = 0;

  /** @returns where they end; -1: they are none */
  read(bytes: Buffer, start: number, end: number): number {
    if (start < end && bytes[start] === 0) {
      this.path = first;
      return start + 1;
    }
    this.#next = start;
    const count = this.#varint(bytes, end);
    if (count === null) return this.#fail('end in the middle');
    if (count < 0 || count > maxDepth) {
      return this.#fail(`are ${count}; allowed: 0 to ${maxDepth}`);
    }
    const path: number[] = [];
    for (let number = 0; number < count; number++) {
      const index = this.#varint(bytes, end);
      if (index === null) return this.#fail('end in the middle');
      if (index < 0) return this.#fail(`hold ${index}; allowed: 0 and more`);
      path.push(index);
    }
    this.path = path.length === 0 ? first : path;
    return this.#next;
  }

  #fail(what: string): -1 {
    this.fault = `the indexes of the message ${what}`;
    return -1;
  }

  /** Null: it does not end, or is no number of 32 bits. */
  #varint(bytes: Buffer, end: number): number | null {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#next >= end) return null;
      const byte = bytes[this.#next++] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) return null;
        return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      }
    }
    return null;
  }
}

const first: readonly number[] = [0];
