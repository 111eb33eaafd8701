import { ByteCursor } from '../../byte-cursor.ts';

/** Reads Avro's binary form strictly. In `low` and `high` a long is as it stands there: its sign in the last bit. */
export class AvroCursor extends ByteCursor {
  constructor(bytes: Buffer, start: number, end: number) {
    super(bytes, start, end, start);
  }

  /** @param what names it where it has more than 32 bits */
  int(what: string): number {
    const start = this.at;
    this.varint();
    if (this.high !== 0) throw this.fault(`${what} has more than 32 bits`, start);
    return (this.low >>> 1) ^ -(this.low & 1);
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
