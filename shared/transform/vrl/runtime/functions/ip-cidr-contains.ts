import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { notAnIp, prefixMask, readIp } from '../ip/read.ts';
import { readInteger } from '../read-integer.ts';
import { type Bytes, isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function ipCidrContains(cidr: Bytes | Value[], value: Bytes): boolean | Failure {
  const address = readIp(textOf(value));
  if (address === null) return new Failure(notAnIp);
  for (const one of isString(cidr) ? [cidr] : cidr) {
    if (!isString(one)) return new Failure(`expected string, got ${kindName(one)}`);
    const network = readCidr(textOf(one));
    if (network instanceof Failure) return network;
    const { bytes, mask } = network;
    const isIn =
      bytes.length === address.length &&
      bytes.every((byte, index) => byte === ((address[index] ?? 0) & (mask[index] ?? 0)));
    if (isIn) return true;
  }
  return false;
}

function readCidr(
  text: string,
): { readonly bytes: Uint8Array; readonly mask: Uint8Array } | Failure {
  const slash = text.lastIndexOf('/');
  const bytes = readIp(slash < 0 ? text : text.slice(0, slash));
  if (bytes === null) {
    return new Failure(
      "unable to parse CIDR: couldn't parse address in network: invalid IP address syntax",
    );
  }
  const most = bytes.length * 8;
  const bits = slash < 0 ? most : readInteger(text.slice(slash + 1), 10);
  if (typeof bits === 'string' || bits < 0) {
    return new Failure(`unable to parse CIDR: couldn't parse length in network: ${bits}`);
  }
  if (bits > most) {
    return new Failure(
      `unable to parse CIDR: invalid length for network: Network length ${bits} is too long for ${most === 32 ? 'Ipv4' : 'Ipv6'} (maximum: ${most})`,
    );
  }
  const mask = prefixMask(Number(bits), bytes.length);
  if (bytes.some((byte, index) => (byte & ~(mask[index] ?? 0)) !== 0)) {
    return new Failure('unable to parse CIDR: host part of address was not zero');
  }
  return { bytes, mask };
}
