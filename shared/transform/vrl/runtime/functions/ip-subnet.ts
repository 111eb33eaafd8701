import { Failure } from '../failure.ts';
import { notAnIp, prefixMask, readIp } from '../ip/read.ts';
import { ipText } from '../ip/text.ts';
import { readInteger } from '../read-integer.ts';
import { type Bytes, textOf } from '../text.ts';

export function ipSubnet(value: Bytes, subnet: Bytes): string | Failure {
  const address = readIp(textOf(value));
  if (address === null) return new Failure(notAnIp);
  const mask = maskOf(textOf(subnet), address.length);
  if (mask instanceof Failure) return mask;
  if (mask.length !== address.length) {
    const [one, other] = address.length === 16 ? ['ipv6', 'ipv4'] : ['ipv4', 'ipv6'];
    return new Failure(`attempting to mask an ${one} address with an ${other} mask`);
  }
  return ipText(address.map((byte, index) => byte & (mask[index] ?? 0)));
}

function maskOf(subnet: string, length: number): Uint8Array | Failure {
  if (!subnet.startsWith('/')) {
    return readIp(subnet) ?? new Failure('unable to parse mask: invalid IP address syntax');
  }
  const bits = readInteger(subnet.slice(1), 10);
  if (typeof bits === 'string' || bits < 0) return new Failure(`${subnet} is not a valid subnet`);
  const most = length * 8;
  if (bits > most) {
    const kind = length === 4 ? 'ipv4' : 'ipv6';
    return new Failure(`subnet cannot be greater than ${most} for ${kind} addresses`);
  }
  return prefixMask(Number(bits), length);
}
