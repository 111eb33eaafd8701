import { Regex } from '../regex.ts';
import { splitMatches } from '../regex/split.ts';
import { type Bytes, textOf } from '../text.ts';
import { splitText } from '../split-text.ts';

export function split(value: Bytes, pattern: Bytes | Regex, limit: number | bigint): string[] {
  const text = textOf(value);
  const count = Math.max(0, Number(limit));
  return pattern instanceof Regex
    ? splitMatches(pattern, text, count)
    : splitText(text, textOf(pattern), count);
}
