import { type Bytes, textOf } from '../text.ts';
import { setField, type VrlObject } from '../value.ts';

export function parseQueryString(value: Bytes): VrlObject {
  const result: VrlObject = {};
  for (const [key, item] of new URLSearchParams(textOf(value))) {
    const before = Object.hasOwn(result, key) ? (result[key] ?? null) : undefined;
    if (before === undefined) setField(result, key, item);
    else if (Array.isArray(before)) before.push(item);
    else setField(result, key, [before, item]);
  }
  return result;
}
