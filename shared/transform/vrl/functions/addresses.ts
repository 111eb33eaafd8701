import { displayValue } from '../runtime/display.ts';
import { Failure } from '../runtime/failure.ts';
import { ipCidrContains } from '../runtime/functions/ip-cidr-contains.ts';
import { isString } from '../runtime/text.ts';
import type { FunctionDefinition } from './definition.ts';
import {
  anyArray,
  boolean,
  bytes,
  describe,
  type Described,
  either,
  integer,
  optional,
  required,
} from './describe.ts';

const value = required('value', bytes, 'The address.');

function convert(name: string, summary: string, more: Partial<Described> = {}): Described {
  return { name, summary, parameters: [value], returns: bytes, fallible: true, ...more };
}

/** Functions on IP addresses. */
export const addressFunctions: readonly FunctionDefinition[] = describe('IP', [
  convert('ip_aton', 'The number of an IPv4 address.', { returns: integer }),
  convert('ip_ntoa', 'The IPv4 address of a number.', {
    parameters: [required('value', integer, 'The number.')],
  }),
  convert('ip_ntop', 'The address of 4 or 16 bytes.', {
    parameters: [required('value', bytes, 'The bytes.')],
  }),
  convert('ip_pton', 'The bytes of an address.'),
  convert('ip_subnet', 'The network that an address is in.', {
    parameters: [value, required('subnet', bytes, '`/24`, or a mask.')],
  }),
  convert('ip_to_ipv6', 'The IPv6 address of an IPv4 one.'),
  convert('ipv6_to_ipv4', 'The IPv4 address that an IPv6 one maps.'),
  convert('is_ipv4', 'Whether a text is an IPv4 address.', { returns: boolean, fallible: false }),
  convert('is_ipv6', 'Whether a text is an IPv6 address.', { returns: boolean, fallible: false }),
  {
    name: 'ip_cidr_contains',
    summary: 'Whether an address is in one of several networks.',
    parameters: [
      required('cidr', either(bytes, anyArray), 'A network such as `10.0.0.0/8`, or several.'),
      value,
    ],
    returns: boolean,
    fallible: true,
    check: ({ constants }) => {
      const cidr = constants.get('cidr');
      for (const one of Array.isArray(cidr) ? cidr : cidr === undefined ? [] : [cidr]) {
        const isText = isString(one);
        if (isText && !(ipCidrContains(one, '::') instanceof Failure)) continue;
        const message = `"cidr" must be ${isText ? 'valid cidr' : 'string'}`;
        return [{ keyword: 'ip_cidr_contains', message, received: displayValue(one) }];
      }
      return [];
    },
  },
]);

/** A hash of connections. */
export const connectionFunctions: readonly FunctionDefinition[] = describe('String', [
  {
    name: 'community_id',
    summary: 'The Community ID of a connection, by which tools find the same one.',
    parameters: [
      required('source_ip', bytes, 'The address of one side.'),
      required('destination_ip', bytes, 'The address of the other.'),
      required('protocol', integer, 'The number of the protocol: 6 for TCP, 17 for UDP.'),
      optional('source_port', integer, 'The port of one side, or the type of ICMP.'),
      optional('destination_port', integer, 'The port of the other, or the code of ICMP.'),
      optional('seed', integer, 'Tells networks apart that use the same addresses.'),
    ],
    returns: bytes,
    fallible: true,
    check: ({ constants }) =>
      [
        { keyword: 'protocol', most: 255 },
        { keyword: 'source_port', most: 65_535 },
        { keyword: 'destination_port', most: 65_535 },
        { keyword: 'seed', most: 65_535 },
      ].flatMap(({ keyword, most }) => {
        const given = constants.get(keyword);
        const isInteger = typeof given === 'number' || typeof given === 'bigint';
        const isFine = !isInteger || (given >= 0 && given <= most);
        return isFine ? [] : [{ keyword, message: `"${keyword}" must be between 0 and ${most}` }];
      }),
  },
]);
