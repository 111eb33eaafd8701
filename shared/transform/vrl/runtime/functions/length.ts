import { type Bytes, byteLength, isString } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

export function length(value: Bytes | Value[] | VrlObject): number {
  if (isString(value)) return byteLength(value);
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}
