import { firstInvalidUtf8 } from '../utf8.ts';
import { ValueFault } from './event-codec.ts';

/** The text of `bytes[start, end)`. Throws a ValueFault where that is not UTF-8. @param origin where the value begins */
export function readText(bytes: Buffer, start: number, end: number, origin: number): string {
  const invalid = firstInvalidUtf8(bytes, start, end);
  if (invalid === -1) return bytes.toString('utf8', start, end);
  const got = (bytes[invalid] as number).toString(16).padStart(2, '0');
  throw new ValueFault(`expected UTF-8 at byte ${invalid - origin}, got 0x${got}`);
}
