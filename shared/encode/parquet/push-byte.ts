import type { ByteTarget } from '../byte-target.ts';

/** Writes one byte. */
export function pushByte(target: ByteTarget, value: number): void {
  target.reserve(1);
  target.buffer[target.position++] = value;
}
