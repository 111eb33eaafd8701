import type { CallContext } from '../call-context.ts';
import { Failure } from '../failure.ts';
import { type Bytes, stringOfBytes } from '../text.ts';

export function randomBytes(context: CallContext, length: number | bigint): Bytes | Failure {
  if (length < 0) return new Failure('Length cannot be negative');
  if (length > 65_536) return new Failure('Length is too large. Maximum is 64k');
  const bytes = Buffer.alloc(Math.ceil(Number(length) / 4) * 4);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32BE(context.random() >>> 0, at);
  return stringOfBytes(bytes.subarray(0, Number(length)));
}
