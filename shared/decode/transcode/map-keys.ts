import { unusual, wire } from './wire-state.ts';

/** Where the keys of the maps that are being written stand in the output: start and end of each. */
const kept = new Int32Array(2048);
/** A map with more entries is left to the exact parser, as looking through its keys would take too long. */
const maxEntries = 64;

/** Takes note of a key that was written, and throws where the map had it before: then its last value counts. */
export function keepKey(out: DataView, base: number, start: number, end: number): void {
  const top = wire.mapTop;
  if (top - base >= maxEntries * 2 || top + 2 > kept.length) throw unusual;
  for (let index = base; index < top; index += 2) {
    const from = kept[index] as number;
    if ((kept[index + 1] as number) - from === end - start && isSame(out, from, start, end)) {
      throw unusual;
    }
  }
  kept[top] = start;
  kept[top + 1] = end;
  wire.mapTop = top + 2;
}

function isSame(out: DataView, from: number, start: number, end: number): boolean {
  for (let at = end - 1; at >= start; at -= 1) {
    if (out.getUint8(from + at - start) !== out.getUint8(at)) return false;
  }
  return true;
}
