import { Failure } from '../failure.ts';
import { ipText } from '../ip/text.ts';
import { type Bytes, bytesOf } from '../text.ts';

export function ipNtop(value: Bytes): string | Failure {
  const bytes = bytesOf(value);
  return bytes.length === 4 || bytes.length === 16
    ? ipText(bytes)
    : new Failure('"value" must be of length 4 or 16 bytes');
}
