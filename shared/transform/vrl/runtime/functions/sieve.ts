import type { Regex } from '../regex.ts';
import { type Bytes, textOf } from '../text.ts';

export function sieve(
  value: Bytes,
  permitted: Regex,
  replaceSingle: Bytes,
  replaceRepeated: Bytes,
): string {
  const text = textOf(value);
  let result = '';
  let position = 0;
  for (const match of permitted.matches(text)) {
    const gap = Buffer.byteLength(text.slice(position, match.start));
    if (gap > 1) result += textOf(replaceRepeated);
    else if (gap === 1) result += textOf(replaceSingle);
    result += match.groups[0] ?? '';
    position = match.end;
  }
  return result;
}
