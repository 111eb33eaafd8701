import { readIpv4 } from '../ip/read.ts';
import { type Bytes, textOf } from '../text.ts';

export function isIpv4(value: Bytes): boolean {
  return readIpv4(textOf(value)) !== null;
}
