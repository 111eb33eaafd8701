import { wireNames } from './schema.ts';

/** Why bytes are no message, in the words of Rust's library. */
export class ProtoFault extends Error {}

/** Levels of messages within messages that are read. */
export const maxDepth = 100;

/** Reads a message's bytes from a place up to an end. */
export class Wire {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at];
      if (byte === undefined) break;
      this.at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        // the tenth byte holds one bit
        if (value >> 64n !== 0n) break;
        return value;
      }
    }
    throw new ProtoFault('invalid varint');
  }

  /** The number of a field and the form of its value. */
  key(): { readonly number: number; readonly wire: number } {
    const key = this.varint();
    if (key > 0xffffffffn) throw new ProtoFault(`invalid key value: ${key}`);
    const wire = Number(key & 7n);
    if (wireNames[wire] === undefined) throw new ProtoFault(`invalid wire type value: ${wire}`);
    const number = Number(key >> 3n);
    if (number === 0) throw new ProtoFault('invalid tag value: 0');
    return { number, wire };
  }

  /** As many bytes as stand before them. */
  chunk(): Buffer {
    const length = this.varint();
    if (length > BigInt(this.bytes.length - this.at)) throw new ProtoFault('buffer underflow');
    return this.take(Number(length));
  }

  take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new ProtoFault('buffer underflow');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Calls until what a length tells is read. */
  delimited(read: () => void): void {
    const length = this.varint();
    if (length > BigInt(this.bytes.length - this.at)) throw new ProtoFault('buffer underflow');
    const end = this.at + Number(length);
    while (this.at < end) read();
    if (this.at !== end) throw new ProtoFault('delimited length exceeded');
  }

  skip(number: number, wire: number, depth: number): void {
    if (depth === 0) throw new ProtoFault('recursion limit reached');
    if (wire === 0) this.varint();
    else if (wire === 1) this.take(8);
    else if (wire === 5) this.take(4);
    else if (wire === 2) this.chunk();
    else if (wire === 4) throw new ProtoFault('unexpected end group tag');
    else
      this.group(number, (inner, form) => {
        this.skip(inner, form, depth - 1);
      });
  }

  /** Calls for each field until the group of this number ends. */
  group(number: number, read: (number: number, wire: number) => void): void {
    for (;;) {
      const key = this.key();
      if (key.wire !== 4) {
        read(key.number, key.wire);
      } else if (key.number === number) {
        return;
      } else {
        throw new ProtoFault('unexpected end group tag');
      }
    }
  }
}
