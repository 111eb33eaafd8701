import { type Bytes, textOf } from '../text.ts';

export function upcase(value: Bytes): string {
  return textOf(value).toUpperCase();
}
