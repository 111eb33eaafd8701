import { type Bytes, textOf } from '../text.ts';

export function contains(value: Bytes, substring: Bytes, caseSensitive: boolean): boolean {
  const text = textOf(value);
  const part = textOf(substring);
  return caseSensitive ? text.includes(part) : text.toLowerCase().includes(part.toLowerCase());
}
