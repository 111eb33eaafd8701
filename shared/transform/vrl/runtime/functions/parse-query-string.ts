import { type Bytes, textOf } from '../text.ts';
import { type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

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
