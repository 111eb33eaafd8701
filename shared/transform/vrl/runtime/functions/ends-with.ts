import { type Bytes, textOf } from '../text.ts';

export function endsWith(value: Bytes, substring: Bytes, caseSensitive: boolean): boolean {
  const text = textOf(value);
  const part = textOf(substring);
  return caseSensitive ? text.endsWith(part) : text.toLowerCase().endsWith(part.toLowerCase());
}
