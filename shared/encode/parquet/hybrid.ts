import type { ByteTarget } from '../byte-target.ts';
import { writeVarint } from './varint.ts';

/** Values from here on that are the same are said once, with their number. */
const shortestRun = 8;

/** Bits that a value up to `max` takes. */
export function bitWidthOf(max: number): number {
  return max === 0 ? 0 : 32 - Math.clz32(max);
}

/**
 * Writes `values[start, end)` in Parquet's hybrid of run lengths and packed bits: levels, and places in a dictionary.
 *
 * @param bitWidth of each value: 0 to 24
 */
export function writeHybrid(
  values: Uint8Array | Int32Array,
  start: number,
  end: number,
  bitWidth: number,
  target: ByteTarget,
): void {
  let packedFrom = start;
  let at = start;
  while (at < end) {
    const value = values[at] as number;
    let run = 1;
    while (at + run < end && values[at + run] === value) run += 1;
    if (run < shortestRun) {
      // packed values come in groups of eight
      at += 8;
      continue;
    }
    if (packedFrom < at) writePacked(values, packedFrom, at, end, bitWidth, target);
    writeVarint(run * 2, target);
    target.reserve(4);
    for (let bits = 0; bits < bitWidth; bits += 8) {
      target.buffer[target.position++] = (value >>> bits) & 0xff;
    }
    at += run;
    packedFrom = at;
  }
  if (packedFrom < end) writePacked(values, packedFrom, at, end, bitWidth, target);
}

/** Groups of eight, filled up with zeros beyond `end`. */
function writePacked(
  values: Uint8Array | Int32Array,
  from: number,
  to: number,
  end: number,
  bitWidth: number,
  target: ByteTarget,
): void {
  const groups = (to - from) / 8;
  writeVarint(groups * 2 + 1, target);
  target.reserve(groups * bitWidth + 4);
  const into = target.buffer;
  let position = target.position;
  let bits = 0;
  let used = 0;
  for (let at = from; at < to; at += 1) {
    bits |= (at < end ? (values[at] as number) : 0) << used;
    used += bitWidth;
    while (used >= 8) {
      into[position++] = bits & 0xff;
      bits >>>= 8;
      used -= 8;
    }
  }
  target.position = position;
}
