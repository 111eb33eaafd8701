import type { GrowableTarget } from '../byte-target.ts';

const maxLongBytes = 10;
/** Twice of it is exact. */
const maxNumber = 2 ** 52;

/** Writes an int or a long as Avro does: its sign in the last bit, seven bits a byte. */
export function writeLong(out: GrowableTarget, value: number | bigint): void {
  out.reserve(maxLongBytes);
  let { position } = out;
  if (typeof value === 'number' && value < maxNumber && value > -maxNumber) {
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest > 127) {
      const next = Math.floor(rest / 128);
      out.buffer[position++] = rest - next * 128 + 128;
      rest = next;
    }
    out.buffer[position++] = rest;
  } else {
    const whole = BigInt(value);
    let rest = whole < 0n ? -whole * 2n - 1n : whole * 2n;
    while (rest > 127n) {
      out.buffer[position++] = Number(rest & 127n) + 128;
      rest >>= 7n;
    }
    out.buffer[position++] = Number(rest);
  }
  out.position = position;
}

/** Its length, then the text. */
export function writeText(out: GrowableTarget, text: string): void {
  const length = Buffer.byteLength(text);
  writeLong(out, length);
  out.reserve(length);
  out.position += out.buffer.write(text, out.position);
}

/** Its length, then the bytes. */
export function writeBytes(out: GrowableTarget, bytes: Buffer): void {
  writeLong(out, bytes.length);
  out.reserve(bytes.length);
  out.position += bytes.copy(out.buffer, out.position);
}
