import { type Bytes, textOf } from '../text.ts';

export function truncate(value: Bytes, limit: number | bigint, suffix: Bytes): string {
  const text = textOf(value);
  if (limit >= text.length) return text;
  let end = 0;
  for (let count = 0; count < limit && end < text.length; count++) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return end < text.length ? text.slice(0, end) + textOf(suffix) : text;
}
