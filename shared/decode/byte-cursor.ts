/** Why a value cannot be decoded. Not an Error: no stack is captured, it is thrown for each bad record. */
export class WireFault {
  readonly position: number;
  readonly message: string;

  /** @param position counted from the record's first byte */
  constructor(position: number, message: string) {
    this.position = position;
    this.message = message;
  }
}

/** What the cursors of protobuf and Avro share: they read strictly, one thing after the other. Methods throw WireFaults. */
export class ByteCursor {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;
  /** Of the last varint, or other number of 64 bits. */
  low = 0;
  high = 0;
  /** What to take from a place to have it counted from the record's first byte. */
  readonly origin: number;

  constructor(bytes: Buffer, start: number, end: number, origin: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.origin = origin;
  }

  fault(message: string, at: number = this.at): WireFault {
    return new WireFault(at - this.origin, message);
  }

  /** Into `low` and `high`, 32 bits each. */
  varint(): void {
    const start = this.at;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= this.end) throw this.fault('a number is cut off', start);
      const byte = this.bytes[this.at++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else if (bits > 1) throw this.fault('a number has more than 64 bits', start);
      else high |= bits << 31;
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw this.fault('a number has more than 10 bytes', start);
  }

  /** Goes over so many bytes; gives where they begin. */
  take(length: number): number {
    const left = this.end - this.at;
    if (left < length) throw this.fault(`expected ${length} bytes, ${left} are left`);
    const start = this.at;
    this.at += length;
    return start;
  }
}
