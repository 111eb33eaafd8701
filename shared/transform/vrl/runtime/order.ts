import type { VrlObject } from './value.ts';

/** Order of two texts by code points, which is that of their UTF-8 bytes; `<` would compare UTF-16. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) {
      // a surrogate stands for a code point above all that are one unit
      const xHigh = x >= 0xd800 && x <= 0xdfff;
      const yHigh = y >= 0xd800 && y <= 0xdfff;
      if (xHigh !== yHigh) return xHigh ? 1 : -1;
      return x - y;
    }
  }
  return a.length - b.length;
}

/** The keys of an object in VRL's order; JavaScript keeps that of insertion, and numbers first. */
export function sortedKeys(object: VrlObject): string[] {
  const keys = Object.keys(object);
  for (let index = 1; index < keys.length; index++) {
    if (compareText(keys[index - 1] ?? '', keys[index] ?? '') > 0)
      return keys.toSorted(compareText);
  }
  return keys;
}
