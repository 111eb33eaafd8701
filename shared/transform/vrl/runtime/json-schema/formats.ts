import { readIpv4, readIpv6 } from '../ip/read.ts';

type IsFormat = (text: string) => boolean;

/** As for the drafts of JSON Schema: 4, 6, 7, 2019 or 2020. */
interface Format {
  readonly since: number;
  readonly is: IsFormat;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTime(text: string): boolean {
  const [, hour, minute, second, sign, offsetHour = '0', offsetMinute = '0'] =
    /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/.exec(text) ?? [];
  if (hour === undefined) return false;
  const inRange =
    Number(hour) <= 23 &&
    Number(minute) <= 59 &&
    Number(second) <= 60 &&
    Number(offsetHour) <= 23 &&
    Number(offsetMinute) <= 59;
  if (!inRange || second !== '60') return inRange;
  // a leap second comes at the end of a day of UTC
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  return (Number(hour) * 60 + Number(minute) - offset + 2880) % 1440 === 1439;
}

function isHostname(text: string): boolean {
  if (text.length > 253) return false;
  return text
    .split('.')
    .every(
      (label) =>
        /^(?!-)[A-Za-z0-9-]{1,63}$/.test(label) &&
        !label.endsWith('-') &&
        (label.slice(2, 4) !== '--' || label.startsWith('xn--')),
    );
}

function isIdnHostname(text: string): boolean {
  const labels = text.split('.');
  return (
    text.length <= 253 &&
    labels.every((label) => label !== '' && !/^-|-$|[\s!-,/:-@[-^`{-~]/u.test(label))
  );
}

function isEmail(text: string, isDomain: IsFormat, local: RegExp): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64) return false;
  const name = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (!local.test(name) && !/^"(?:[^"\\]|\\.)*"$/.test(name)) return false;
  const [, literal] = /^\[(.*)\]$/.exec(domain) ?? [];
  if (literal === undefined) return isDomain(domain);
  return literal.startsWith('IPv6:')
    ? readIpv6(literal.slice(5)) !== null
    : readIpv4(literal) !== null;
}

const atom = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const anyAtom = /^(?:[\w!#$%&'*+/=?^`{|}~-]|\P{ASCII})+(?:\.(?:[\w!#$%&'*+/=?^`{|}~-]|\P{ASCII})+)*$/u; // prettier-ignore

function isDuration(text: string): boolean {
  return /^P(?:\d+W|(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(
    text,
  );
}

/** Characters of addresses, with those that stand for others by `%`. */
function isReference(text: string, isInternational: boolean): boolean {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return false;
  if (/[\u0000-\u0020"<>\\^`{|}\u007f]/u.test(text)) return false; // oxlint-disable-line no-control-regex
  if (!isInternational && /[^\u0000-\u007f]/u.test(text)) return false; // oxlint-disable-line no-control-regex
  if ((text.match(/#/g) ?? []).length > 1) return false;
  const [, scheme, rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?([^?#]*)/.exec(text) ?? [];
  if (scheme === undefined && /^[^/]*:/.test(rest)) return false;
  if (!rest.startsWith('//')) return !/[[\]]/.test(text);
  const authority = /^\/\/([^/]*)/.exec(rest)?.[1] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const [, literal, port = ''] = /^\[([^\]]*)\](?::(.*))?$/.exec(host) ?? [];
  if (literal !== undefined) return readIpv6(literal) !== null && /^\d*$/.test(port);
  return /^[^:[\]]*(?::\d*)?$/.test(host);
}

function hasScheme(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text);
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}

const pointer = /^(?:\/(?:[^~/]|~[01])*)*$/u;
const template = /^(?:[^\s\p{Cc}"'<>\\^`{|}%]|%[0-9A-Fa-f]{2}|\{[+#./;?&=,!@|]?(?:\w|%[0-9A-Fa-f]{2})+(?:\.(?:\w|%[0-9A-Fa-f]{2})+)*(?::[1-9]\d{0,3}|\*)?(?:,(?:\w|%[0-9A-Fa-f]{2})+(?:\.(?:\w|%[0-9A-Fa-f]{2})+)*(?::[1-9]\d{0,3}|\*)?)*\})*$/u; // prettier-ignore

export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date', { since: 4, is: isDate }],
  ['time', { since: 4, is: isTime }],
  [
    'date-time',
    {
      since: 4,
      is: (text) =>
        isDate(text.slice(0, 10)) && /^[Tt]/.test(text.slice(10)) && isTime(text.slice(11)),
    },
  ],
  ['duration', { since: 2019, is: isDuration }],
  ['email', { since: 4, is: (text) => isEmail(text, isHostname, atom) }],
  ['idn-email', { since: 4, is: (text) => isEmail(text, isIdnHostname, anyAtom) }],
  ['hostname', { since: 4, is: isHostname }],
  ['idn-hostname', { since: 7, is: isIdnHostname }],
  ['ipv4', { since: 4, is: (text) => readIpv4(text) !== null }],
  ['ipv6', { since: 4, is: (text) => readIpv6(text) !== null }],
  ['uri', { since: 4, is: (text) => hasScheme(text) && isReference(text, false) }],
  ['iri', { since: 7, is: (text) => hasScheme(text) && isReference(text, true) }],
  ['uri-reference', { since: 6, is: (text) => isReference(text, false) }],
  ['iri-reference', { since: 7, is: (text) => isReference(text, true) }],
  ['uri-template', { since: 6, is: (text) => template.test(text) }],
  ['uuid', { since: 2019, is: (text) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text) }],
  ['json-pointer', { since: 6, is: (text) => pointer.test(text) }],
  [
    'relative-json-pointer',
    { since: 7, is: (text) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/u.test(text) },
  ],
  ['regex', { since: 4, is: isRegex }],
]);
