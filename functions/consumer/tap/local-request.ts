import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * Whether a request comes from this machine (in Kubernetes: from the pod, as by kubectl port-forward) and from a program, not
 * from a web page that some browser on it has open: such a page says its origin, or has a name of its own for us.
 */
export function isLocalRequest({
  headers,
  socket,
}: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  const { remoteAddress = '' } = socket;
  if (!isLoopback(remoteAddress) || headers.origin !== undefined) return false;
  const url = URL.parse(`http://${headers.host ?? ''}`);
  const name = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return name === 'localhost' || isLoopback(name);
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  return loopback.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}
