import { type Bytes, byteLength, bytesOf } from '../text.ts';
import { startsWithAnyCase } from '../starts-with-any-case.ts';

export function startsWith(value: Bytes, substring: Bytes, caseSensitive: boolean): boolean {
  if (!caseSensitive) return startsWithAnyCase(value, substring);
  if (typeof value === 'string' && typeof substring === 'string') {
    return value.startsWith(substring);
  }
  if (byteLength(value) < byteLength(substring)) return false;
  const part = bytesOf(substring);
  return Buffer.compare(bytesOf(value).subarray(0, part.length), part) === 0;
}
