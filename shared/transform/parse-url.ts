import { fail, type Fallible, succeed } from './fallible.ts';
import { kindName } from './kinds.ts';

/** The parts of a URL under VRL's names; text that is left out is empty. */
// A type, not an interface: interfaces do not fit into an event's fields.
// oxlint-disable-next-line typescript/consistent-type-definitions
export type UrlParts = {
  /** Without the colon. */
  scheme: string;
  username: string;
  password: string;
  host: string;
  /** Null where it is left out, or the scheme's own. */
  port: number | null;
  path: string;
  /** Of a name that comes several times, the last. */
  query: Record<string, string>;
  /** Without the hash sign; null where there is none. */
  fragment: string | null;
};

/** Takes an absolute URL apart. */
export function parseUrl(value: unknown): Fallible<UrlParts> {
  if (typeof value !== 'string') return fail('parseUrl', 'text', kindName(value));
  const url = URL.parse(value);
  if (url === null) return fail('parseUrl', 'an absolute URL', 'other text');
  return succeed({
    scheme: url.protocol.slice(0, -1),
    username: url.username,
    password: url.password,
    host: url.hostname,
    port: url.port === '' ? null : Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    fragment: url.hash === '' ? null : url.hash.slice(1),
  });
}
