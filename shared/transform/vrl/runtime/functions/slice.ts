import { Failure } from '../failure.ts';
import { type Bytes, byteLength, bytesOf, isString, stringOfBytes } from '../text.ts';
import type { Value } from '../value.ts';

export function slice(
  value: Bytes | Value[],
  from: number | bigint,
  to: number | bigint | undefined,
): Value | Failure {
  const length = isString(value) ? byteLength(value) : value.length;
  const start = Number(from) < 0 ? Number(from) + length : Number(from);
  const given = to === undefined ? length : Number(to);
  const end = given < 0 ? given + length : given;
  if (start < 0 || start > length) {
    return new Failure(`"start" must be between "${length === 0 ? 0 : -length}" and "${length}"`);
  }
  if (end < start) return new Failure('"end" must be greater or equal to "start"');
  if (Array.isArray(value)) return value.slice(start, end);
  // where a byte is a character, no bytes have to be made of it
  if (typeof value === 'string' && length === value.length) return value.slice(start, end);
  return stringOfBytes(bytesOf(value).subarray(start, end));
}
