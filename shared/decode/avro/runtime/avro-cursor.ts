import { WireFault } from '../../protobuf/runtime/wire-cursor.ts';

/** Reads Avro's binary form strictly, one thing after the other. Every method throws a WireFault. */
export class AvroCursor {
  readonly bytes: Buffer;
  readonly end: number;
  readonly #origin: number;
  at: number;
  /** Of the last long, as it stands there: its sign in the last bit. */
  low = 0;
  high = 0;

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.#origin = start;
  }

  fault(message: string, at: number = this.at): WireFault {
    return new WireFault(at - this.#origin, message);
  }

  /** Into `low` and `high`, 32 bits each. */
  long(): void {
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

  /** @param what names it where it has more than 32 bits */
  int(what: string): number {
    const start = this.at;
    this.long();
    if (this.high !== 0) throw this.fault(`${what} has more than 32 bits`, start);
    return (this.low >>> 1) ^ -(this.low & 1);
  }

  /** Goes over so many bytes; gives where they begin. */
  skip(length: number): number {
    const left = this.end - this.at;
    if (left < length) throw this.fault(`expected ${length} bytes, ${left} are left`);
    const start = this.at;
    this.at += length;
    return start;
  }

  /** A length of what follows. */
  length(): number {
    const start = this.at;
    const length = this.int('a length');
    const left = this.end - this.at;
    if (length < 0) throw this.fault('a length is negative', start);
    if (length > left) throw this.fault(`a length says ${length} bytes, ${left} are left`, start);
    return length;
  }
}
