import { isString as isText } from '../text.ts';
import type { Value } from '../value.ts';

export function isString(value: Value): boolean {
  return isText(value);
}
