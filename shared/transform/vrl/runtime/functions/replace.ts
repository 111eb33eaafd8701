import { replaceText } from '../replace-text.ts';
import { Regex } from '../regex.ts';
import { expandReferences, replaceMatches } from '../regex/replace.ts';
import { type Bytes, textOf } from '../text.ts';

export function replace(
  value: Bytes,
  pattern: Bytes | Regex,
  replacement: Bytes,
  count: number | bigint,
): string {
  const text = textOf(value);
  const limit = count < 0 ? Infinity : Number(count);
  const template = textOf(replacement);
  if (pattern instanceof Regex) {
    return replaceMatches(pattern, text, limit, (match) =>
      expandReferences(template, pattern, match),
    );
  }
  return replaceText(text, textOf(pattern), limit, () => template);
}
