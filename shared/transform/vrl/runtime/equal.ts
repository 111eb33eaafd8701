import { Float, isObject, type Value } from './value.ts';
import type { Regex } from './regex.ts';
import { Timestamp } from './timestamp.ts';

/** Whether two values are the same, kind by kind: 1 is not 1.0. The language's `==` is another matter. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Float) return b instanceof Float && a.value === b.value;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof Timestamp) {
    return b instanceof Timestamp && a.epochMs === b.epochMs && a.nanos === b.nanos;
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameValue(item, b[index] ?? null));
  }
  if (!isObject(a) || !isObject(b)) return !isObject(a) && !isObject(b) && sameRegex(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] ?? null, b[key] ?? null));
}

/** Of two values that are nothing else. */
function sameRegex(a: Value, b: Value): boolean {
  return (a as Regex).source !== undefined && (a as Regex).source === (b as Regex).source;
}
