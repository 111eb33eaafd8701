import type { ByteTarget } from '../byte-target.ts';

/** A whole number from 0 to 2^53, seven bits a byte, the lowest first. */
export function writeVarint(value: number, target: ByteTarget): void {
  target.reserve(8);
  let left = value;
  while (left > 0x7f) {
    target.buffer[target.position++] = (left % 128) | 0x80;
    left = Math.floor(left / 128);
  }
  target.buffer[target.position++] = left;
}
