import { parseFieldPath } from '../../field-path.ts';
import { maxExtensionLength } from '../../sink/key/limits.ts';
import { literalFolder } from '../../sink/key/literal-folder.ts';
import { parseKeyTemplate } from '../../sink/key/template.ts';
import { timeZone, utcZone } from '../../time/zone.ts';
import { isPlainObject } from '../options/read-options.ts';
import { custom, oneOf, text, type ValueType } from '../options/value.ts';
import { filenameTimeFault } from './filename-time.ts';

/** The URL of an S3-compatible store. */
export const endpoint: ValueType<string> = custom(
  "a URL like 'https://s3.example.com:9000', without user, path and query",
  (raw) => {
    if (typeof raw !== 'string' || !URL.canParse(raw)) return null;
    const url = new URL(raw);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
    if (url.username !== '' || url.password !== '') {
      return { why: 'credentials do not belong in it; use auth' };
    }
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
      return { why: 'it goes on after the port' };
    }
    return { value: url.origin };
  },
);

/** A template for the beginning of keys; events cannot leave the literal in front. */
export const keyPrefix: ValueType<string> = custom(
  "a template of literals, strftime and {{ field }}, like 'raw/dt=%Y-%m-%d/'",
  (raw) => {
    if (typeof raw !== 'string') return null;
    const parsed = parseKeyTemplate(raw);
    return parsed.ok ? { value: raw } : { why: parsed.faults.join('; ') };
  },
);

/** A place without fields, for what has no prefix of its own. */
export const overflowPrefix: ValueType<string> = custom(
  "literals and strftime with a literal folder first, like 'raw/_overflow/dt=%Y-%m-%d/'",
  (raw) => {
    if (typeof raw !== 'string') return null;
    const parsed = parseKeyTemplate(raw);
    if (!parsed.ok) return { why: parsed.faults.join('; ') };
    if (parsed.template.fields.length > 0) {
      return { why: 'with fields it would have as many places as what overflows' };
    }
    if (raw.startsWith('_sluice/')) return { why: "'_sluice/' holds Sluice's own records" };
    return literalFolder(raw) === '' ? null : { value: raw };
  },
);

/** A time zone that can be rendered in. */
export const timezone: ValueType<string> = custom(
  "an IANA name like 'Europe/Berlin', or an offset like '+09:00'",
  (raw) => (typeof raw === 'string' && timeZone(raw) !== null ? { value: raw } : null),
);

/** A path to a value within the event. */
export const fieldPath: ValueType<string> = custom("a field like 'device.id'", (raw) => {
  if (typeof raw !== 'string') return null;
  const parsed = parseFieldPath(raw);
  return parsed.ok ? { value: raw } : { why: parsed.fault };
});

/** A field to be written or left out: an element of an array is neither. */
export const fieldOfObject: ValueType<string> = custom(
  "a field like 'device.id', without an index",
  (raw) => {
    if (typeof raw !== 'string') return null;
    const parsed = parseFieldPath(raw);
    return parsed.ok && parsed.path.every((step) => typeof step === 'string')
      ? { value: raw }
      : null;
  },
);

/** How an object's name begins where partitions share objects. It is checked again with the sink's own time zone. */
export const filenameTimeFormat: ValueType<string> = custom(
  "strftime for the last segment of a key, like '%Y%m%dT%H%M%S'",
  (raw) => {
    if (typeof raw !== 'string') return null;
    const why = filenameTimeFault(raw, utcZone);
    return why === null ? { value: raw } : { why };
  },
);

/** What ends a key. */
export const extension: ValueType<string> = text(
  `1 to ${maxExtensionLength} of A-Z a-z 0-9 . _ -, not with the dot`,
  new RegExp(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,${maxExtensionLength - 1}}$`),
);

const tagText = /^[\p{L}\p{N}\p{Zs}_.:/=+\-@]*$/u;

/** Tags as S3 takes them on an object. */
export const tags: ValueType<Readonly<Record<string, string>>> = custom(
  "at most 10 tags: names of 1 to 128 and values of 0 to 256 letters, digits, spaces and _ . : / = + - @, names not with 'aws:' in front",
  (raw) => {
    if (!isPlainObject(raw)) return null;
    const entries = Object.entries(raw);
    if (entries.length > 10) return { why: `there are ${entries.length}` };
    const checked: Record<string, string> = {};
    for (const [index, [name, value]] of entries.entries()) {
      const nameIsFine =
        name.length > 0 && name.length <= 128 && tagText.test(name) && !/^aws:/i.test(name);
      if (!nameIsFine) return { why: `the name of number ${index + 1} is not` };
      if (typeof value !== 'string' || value.length > 256 || !tagText.test(value)) {
        return { why: `the value of '${name}' is not` };
      }
      checked[name] = value;
    }
    return { value: checked };
  },
);

/** Who is granted something, as the header says it. */
export const grantees: ValueType<string> = text(
  'grantees like \'id="…", uri="…", emailAddress="…"\'',
  /^(?:id|uri|emailAddress)=[ -~]+$/,
);

/** The storage classes that an object can be created in. */
export const storageClass: ValueType<string> = oneOf([
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'EXPRESS_ONEZONE',
  'REDUCED_REDUNDANCY',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
]);

/** The canned ACLs of S3. */
export const cannedAcl: ValueType<string> = oneOf([
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
]);
