import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import { readIp } from '../ip/read.ts';
import { type Bytes, textOf } from '../text.ts';

/** Types of ICMP that ask and answer: a message of one has the other as the port of its other side. */
const icmpPairs: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  1: [
    [8, 0],
    [13, 14],
    [15, 16],
    [10, 9],
    [17, 18],
  ],
  58: [
    [128, 129],
    [130, 131],
    [133, 134],
    [135, 136],
    [139, 140],
    [144, 145],
  ],
};
const withPorts = new Set([6, 17, 132]);

export function communityId(
  sourceIp: Bytes,
  destinationIp: Bytes,
  protocol: number | bigint,
  sourcePort: number | bigint | undefined,
  destinationPort: number | bigint | undefined,
  seed: number | bigint | undefined,
): string | Failure {
  const source = readIp(textOf(sourceIp));
  if (source === null) {
    return new Failure('unable to parse source IP address: invalid IP address syntax');
  }
  const destination = readIp(textOf(destinationIp));
  if (destination === null) {
    return new Failure('unable to parse destination IP address: invalid IP address syntax');
  }
  const fault =
    rangeFault('protocol', protocol, 255) ??
    rangeFault('source port', sourcePort, 65_535) ??
    rangeFault('destination port', destinationPort, 65_535) ??
    rangeFault('seed', seed, 65_535) ??
    mismatch(Number(protocol), source, destination, sourcePort, destinationPort);
  if (fault !== null) return new Failure(fault);
  return idOf(
    Number(seed ?? 0),
    Number(protocol),
    { address: source, port: portOf(sourcePort) },
    { address: destination, port: portOf(destinationPort) },
  );
}

function portOf(port: number | bigint | undefined): number | null {
  return port === undefined ? null : Number(port);
}

function rangeFault(name: string, value: number | bigint | undefined, most: number): string | null {
  if (value === undefined || (value >= 0 && value <= most)) return null;
  return `${name} must be between 0 and ${most}: out of range integral type conversion attempted`;
}

function mismatch(
  protocol: number,
  source: Uint8Array,
  destination: Uint8Array,
  sourcePort: unknown,
  destinationPort: unknown,
): string | null {
  if (withPorts.has(protocol) && (sourcePort === undefined || destinationPort === undefined)) {
    return 'src port and dst port should be set when protocol is tcp/udp/sctp';
  }
  if (source.length !== destination.length) return 'src ip and dst ip should be same version!';
  if (source.length === 4 && protocol === 58) return 'icmpv6 can not over ipv4!';
  return source.length === 16 && protocol === 1 ? 'icmp can not over ipv6!' : null;
}

interface Side {
  readonly address: Uint8Array;
  readonly port: number | null;
}

function idOf(seed: number, protocol: number, from: Side, to: Side): string {
  let sides: readonly [Side, Side] = [from, to];
  let isOneWay = false;
  const pairs = icmpPairs[protocol];
  if (pairs !== undefined) {
    const type = from.port ?? 0;
    const pair = pairs.find(([ask, answer]) => ask === type || answer === type);
    isOneWay = pair === undefined;
    const other = pair === undefined ? (to.port ?? 0) : pair[0] === type ? pair[1] : pair[0];
    sides = [
      { address: from.address, port: type },
      { address: to.address, port: other },
    ];
  }
  const order = Buffer.compare(from.address, to.address);
  const [a, b] = sides;
  const isOrdered = order < 0 || (order === 0 && (a.port ?? -1) < (b.port ?? -1));
  const [first, second] = isOneWay || isOrdered ? [a, b] : [b, a];
  const hash = createHash('sha1')
    .update(word(seed))
    .update(first.address)
    .update(second.address)
    .update(Uint8Array.of(protocol, 0));
  if (first.port !== null && second.port !== null) {
    hash.update(word(first.port)).update(word(second.port));
  }
  return `1:${hash.digest('base64')}`;
}

function word(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255);
}
