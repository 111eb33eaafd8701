import { Failure } from '../failure.ts';
import { notAnIp, readIp } from '../ip/read.ts';
import { type Bytes, stringOfBytes, textOf } from '../text.ts';

export function ipPton(value: Bytes): Bytes | Failure {
  const bytes = readIp(textOf(value));
  return bytes === null ? new Failure(notAnIp) : stringOfBytes(bytes);
}
