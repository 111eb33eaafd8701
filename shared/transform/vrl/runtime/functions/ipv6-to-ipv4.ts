import { Failure } from '../failure.ts';
import { notAnIp, readIp } from '../ip/read.ts';
import { ipText } from '../ip/text.ts';
import { type Bytes, textOf } from '../text.ts';

export function ipv6ToIpv4(value: Bytes): string | Failure {
  const bytes = readIp(textOf(value));
  if (bytes === null) return new Failure(notAnIp);
  if (bytes.length === 4) return ipText(bytes);
  const isZero = bytes.subarray(0, 10).every((byte) => byte === 0);
  const marker = ((bytes[10] ?? 0) << 8) | (bytes[11] ?? 0);
  // both `::ffff:1.2.3.4` and the older `::1.2.3.4`
  if (isZero && (marker === 0 || marker === 0xffff)) return ipText(bytes.subarray(12));
  return new Failure(`IPV6 address ${ipText(bytes)} is not compatible with IPV4`);
}
