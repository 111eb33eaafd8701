import { Failure } from '../failure.ts';
import { readIpv4 } from '../ip/read.ts';
import { type Bytes, textOf } from '../text.ts';

export function ipAton(value: Bytes): number | Failure {
  const bytes = readIpv4(textOf(value));
  if (bytes === null) {
    return new Failure('unable to parse IPv4 address: invalid IPv4 address syntax');
  }
  return Buffer.from(bytes).readUInt32BE();
}
