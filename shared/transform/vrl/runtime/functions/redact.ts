import { createHash } from 'node:crypto';
import { replaceText } from '../replace-text.ts';
import { Regex } from '../regex.ts';
import { replaceMatches } from '../regex/replace.ts';
import { isString, textOf } from '../text.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

/** Numbers of the US social security: area 001 to 899 but 666, group 01 to 99, serial 0001 to 9999, as VRL has it. */
const socialSecurity = new Regex(
  '(?:00[1-9]|0[1-9][0-9]|[1-578][0-9]{2}|6[0-57-9][0-9]|66[0-57-9])-(?:0[1-9]|[1-9]0|[1-9][1-9])-(?:000[1-9]|00[1-9]0|0[1-9]00|[1-9]000|[1-9]{4})',
);

type Redactor = (found: string) => string;

export function redact(value: Value, filters: Value[], redactor: Value | undefined): Value {
  const patterns = filters.flatMap(patternsOf);
  const hide = redactorOf(redactor ?? 'full');
  const redacted = (item: Value): Value => {
    if (isString(item)) {
      return patterns.reduce<string>(
        (text, pattern) => replaced(text, pattern, hide),
        textOf(item),
      );
    }
    if (Array.isArray(item)) return item.map(redacted);
    if (!isObject(item)) return item;
    const result: VrlObject = {};
    for (const key of Object.keys(item)) setField(result, key, redacted(item[key] ?? null));
    return result;
  };
  return redacted(value);
}

function replaced(text: string, pattern: Regex | string, hide: Redactor): string {
  return pattern instanceof Regex
    ? replaceMatches(pattern, text, Infinity, ({ groups }) => hide(groups[0] ?? ''))
    : replaceText(text, pattern, Infinity, () => hide(pattern));
}

function patternsOf(filter: Value): (Regex | string)[] {
  if (filter instanceof Regex) return [filter];
  if (!isObject(filter) || filter['type'] !== 'pattern') return [socialSecurity];
  const patterns = filter['patterns'] ?? null;
  return (Array.isArray(patterns) ? patterns : []).map((pattern) =>
    pattern instanceof Regex ? pattern : isString(pattern) ? textOf(pattern) : '',
  );
}

function redactorOf(redactor: Value): Redactor {
  const options: VrlObject = isObject(redactor) ? redactor : { type: redactor };
  const type = options['type'];
  if (type === 'text') {
    const replacement = options['replacement'] ?? null;
    return () => (isString(replacement) ? textOf(replacement) : '');
  }
  if (type !== 'sha2' && type !== 'sha3') return () => '[REDACTED]';
  const variant = options['variant'] ?? (type === 'sha2' ? 'SHA-512/256' : 'SHA3-512');
  const name = (typeof variant === 'string' ? variant : '')
    .toLowerCase()
    .replace('sha-', 'sha')
    .replace('/', '-');
  const encoding = (options['encoding'] ?? 'base64') === 'base64' ? 'base64' : 'hex';
  return (found) => createHash(name).update(found).digest(encoding);
}
