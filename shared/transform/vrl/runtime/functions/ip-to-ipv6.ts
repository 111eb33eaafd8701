import { Failure } from '../failure.ts';
import { notAnIp, readIp } from '../ip/read.ts';
import { ipText } from '../ip/text.ts';
import { type Bytes, textOf } from '../text.ts';

export function ipToIpv6(value: Bytes): string | Failure {
  const bytes = readIp(textOf(value));
  if (bytes === null) return new Failure(notAnIp);
  return ipText(bytes.length === 16 ? bytes : mapped(bytes));
}

function mapped(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(16);
  result.fill(0xff, 10, 12);
  result.set(bytes, 12);
  return result;
}
