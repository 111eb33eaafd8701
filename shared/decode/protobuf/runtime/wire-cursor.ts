import { ByteCursor } from '../../byte-cursor.ts';

/** A piece of a record, with the place that messages about it name. */
export interface WireRange {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** What to take from a place to have it counted from the record's first byte. */
  readonly origin: number;
}

export const wireType = {
  varint: 0,
  fixed64: 1,
  bytes: 2,
  startGroup: 3,
  endGroup: 4,
  fixed32: 5,
} as const;

/** Groups within groups that nobody knows, and messages within messages: protobuf's own limit. */
export const maxDepth = 100;

/** Reads the wire format strictly, one thing after the other. Every method throws a WireFault. */
export class WireCursor extends ByteCursor {
  constructor({ bytes, start, end, origin }: WireRange) {
    super(bytes, start, end, origin);
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  /** The next tag, as field number times 8 plus wire type. */
  tag(): number {
    const start = this.at;
    this.varint();
    const tag = this.low;
    if (this.high !== 0) throw this.fault('expected a tag of 32 bits at most', start);
    if (tag < 8) throw this.fault('expected a field number of 1 or more, got 0', start);
    if ((tag & 7) > wireType.fixed32) {
      throw this.fault(`expected a wire type from 0 to 5, got ${tag & 7}`, start);
    }
    return tag;
  }

  fixed32(): void {
    this.low = this.bytes.readUInt32LE(this.take(4));
    this.high = 0;
  }

  fixed64(): void {
    const start = this.take(8);
    this.low = this.bytes.readUInt32LE(start);
    this.high = this.bytes.readUInt32LE(start + 4);
  }

  /** What a length stands before. */
  range(): WireRange {
    const start = this.at;
    this.varint();
    const left = this.end - this.at;
    if (this.high !== 0 || this.low > left) {
      const length = this.high * 2 ** 32 + this.low;
      throw this.fault(`a length says ${length} bytes, ${left} are left`, start);
    }
    const from = this.at;
    this.at += this.low;
    return { bytes: this.bytes, start: from, end: this.at, origin: this.origin };
  }

  /** What stands between the start tag of a group, which was read, and its end tag. */
  group(number: number, depth: number): WireRange {
    const start = this.at;
    for (;;) {
      const at = this.at;
      if (this.done) throw this.fault(`the group of field ${number} has no end`, start);
      const tag = this.tag();
      if ((tag & 7) === wireType.endGroup) {
        if (tag >>> 3 === number) {
          return { bytes: this.bytes, start, end: at, origin: this.origin };
        }
        throw this.fault(`the group of field ${number} ends as that of field ${tag >>> 3}`, at);
      }
      this.skip(tag, depth);
    }
  }

  /** Goes over the value of a tag that was read. @param depth of the message it stands in */
  skip(tag: number, depth: number): void {
    switch (tag & 7) {
      case wireType.varint:
        return this.varint();
      case wireType.fixed64:
        return void this.take(8);
      case wireType.bytes:
        return void this.range();
      case wireType.startGroup:
        if (depth >= maxDepth) throw this.fault(`nested deeper than ${maxDepth} levels`);
        return void this.group(tag >>> 3, depth + 1);
      case wireType.fixed32:
        return void this.take(4);
      default:
        throw this.fault(`the end of a group of field ${tag >>> 3} that did not begin`);
    }
  }
}
