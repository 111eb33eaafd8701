import { type Bytes, textOf } from '../text.ts';

export function downcase(value: Bytes): string {
  return textOf(value).toLowerCase();
}
