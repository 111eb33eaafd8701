import { readIpv6 } from '../ip/read.ts';
import { type Bytes, textOf } from '../text.ts';

export function isIpv6(value: Bytes): boolean {
  return readIpv6(textOf(value)) !== null;
}
