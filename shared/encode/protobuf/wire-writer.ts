import { GrowableTarget } from '../byte-target.ts';

/** Writes the wire format of protobuf. */
export class WireWriter extends GrowableTarget {
  varint(value: number | bigint): void {
    this.reserve(10);
    let { position } = this;
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.buffer[position++] = Number(rest & 127n) + 128;
      rest >>= 7n;
    }
    this.buffer[position++] = Number(rest);
    this.position = position;
  }

  tag(number: number, wireType: number): void {
    this.varint(number * 8 + wireType);
  }

  fixed32(value: number): void {
    this.reserve(4);
    this.position = this.buffer.writeUInt32LE(value >>> 0, this.position);
  }

  fixed64(value: bigint): void {
    this.reserve(8);
    this.position = this.buffer.writeBigUInt64LE(BigInt.asUintN(64, value), this.position);
  }

  float(value: number): void {
    this.reserve(4);
    this.position = this.buffer.writeFloatLE(value, this.position);
  }

  double(value: number): void {
    this.reserve(8);
    this.position = this.buffer.writeDoubleLE(value, this.position);
  }

  bytes(value: Buffer): void {
    this.varint(value.length);
    this.reserve(value.length);
    this.position += value.copy(this.buffer, this.position);
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.reserve(length);
    this.position += this.buffer.write(value, this.position);
  }

  /** What is written meanwhile, with its length before it. */
  withLength(write: () => void): void {
    const start = this.position;
    write();
    const end = this.position;
    const length = end - start;
    this.varint(length);
    const prefix = Buffer.from(this.buffer.subarray(end, this.position));
    this.buffer.copyWithin(start + prefix.length, start, end);
    prefix.copy(this.buffer, start);
  }
}
