import { Regex } from '../regex.ts';
import { type Bytes, bytesOf, textOf } from '../text.ts';

export function find(value: Bytes, pattern: Bytes | Regex, from: number | bigint): number | null {
  const start = from < 0 ? Infinity : Number(from);
  const bytes = Buffer.from(bytesOf(value));
  if (pattern instanceof Regex) {
    const text = textOf(value);
    if (start > bytes.length) return null;
    const skipped = bytes.subarray(0, start).toString().length;
    const match = pattern.match(text, skipped);
    return match === null ? null : Buffer.byteLength(text.slice(0, match.start));
  }
  const part = bytesOf(pattern);
  if (start > bytes.length - part.length) return null;
  const found = bytes.indexOf(part, start);
  return found < 0 ? null : found;
}
