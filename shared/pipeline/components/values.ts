import { custom, text, type ValueType } from '../options/value.ts';

/** A host name, an IPv4 or a bracketed IPv6 address, with a port. */
export const hostAndPort: ValueType<string> = text(
  "'host:port'",
  /^(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?):(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$/,
);

/** A region as AWS and compatible stores name them. */
export const region: ValueType<string> = text(
  "a region like 'eu-central-1'",
  /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/,
);

const topicPattern = /^[A-Za-z0-9._-]{1,249}$/;

/** A topic's name, or a pattern for names. */
export const topic: ValueType<string> = custom(
  "a topic name (A-Z a-z 0-9 . _ -, at most 249), or '^' and a JavaScript pattern",
  (raw) => {
    if (typeof raw !== 'string') return null;
    if (!raw.startsWith('^'))
      return topicPattern.test(raw) && !/^\.{1,2}$/.test(raw) ? { value: raw } : null;
    try {
      RegExp(raw, 'u');
      return { value: raw };
    } catch {
      return { why: 'the pattern does not compile' };
    }
  },
);

/** Where a region comes from when none is given. */
export function regionOf(env: Readonly<Record<string, string | undefined>>): string | null {
  return env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || null;
}
