import { type Bytes, isString } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

export function isEmpty(value: Bytes | Value[] | VrlObject): boolean {
  if (isString(value) || Array.isArray(value)) return value.length === 0;
  return Object.keys(value).length === 0;
}
