import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import { type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

const knownPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['ws', 80],
  ['https', 443],
  ['wss', 443],
  ['ftp', 21],
]);

export function parseUrl(value: Bytes, defaultKnownPorts: boolean): VrlObject | Failure {
  const text = textOf(value);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return new Failure(`unable to parse url: ${reason(text)}`);
  }
  const scheme = url.protocol.slice(0, -1);
  const known = defaultKnownPorts ? (knownPorts.get(scheme) ?? null) : null;
  const query: VrlObject = {};
  for (const [key, item] of url.searchParams) setField(query, key, item);
  const hash = url.href.indexOf('#');
  return {
    scheme,
    username: url.username,
    password: url.password,
    path: url.pathname,
    host: url.hostname === '' ? null : url.hostname,
    port: url.port === '' ? known : Number(url.port),
    fragment: hash < 0 ? null : url.href.slice(hash + 1),
    query,
  };
}

/** Why, in the words of Rust's `url`. */
function reason(text: string): string {
  const scheme = /^\s*[A-Za-z][A-Za-z0-9+.-]*:/.exec(text)?.[0];
  if (scheme === undefined) return 'relative URL without a base';
  const authority = /^[\\/]*([^/?#\\]*)/.exec(text.slice(scheme.length))?.[1] ?? '';
  const host = authority.replace(/^.*@/, '');
  if (host === '' || host.startsWith(':')) return 'empty host';
  if (host.startsWith('[')) {
    return /\]:[^\]]*\D/.test(host) ? 'invalid port number' : 'invalid IPv6 address';
  }
  const port = /:([^:]*)$/.exec(host)?.[1];
  if (port !== undefined && (/\D/.test(port) || Number(port) > 65_535))
    return 'invalid port number';
  if (/^[\d.]+(?::\d*)?$/.test(host)) return 'invalid IPv4 address';
  return 'invalid international domain name';
}
