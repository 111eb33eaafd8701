import type { Regex } from '../regex.ts';
import { replaceMatches } from '../regex/replace.ts';
import { type Bytes, isString, textOf } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

export function replaceWith(
  value: Bytes,
  pattern: Regex,
  count: number | bigint,
  closure: (match: VrlObject) => Value,
): string {
  const limit = count < 0 ? Infinity : Number(count);
  return replaceMatches(pattern, textOf(value), limit, (match) => {
    const { groups } = match;
    const found: VrlObject = {
      string: groups[0] ?? '',
      captures: groups.slice(1).map((group) => group ?? null),
    };
    for (const { name, index } of pattern.names) found[name] = groups[index] ?? null;
    const replacement = closure(found);
    return isString(replacement) ? textOf(replacement) : '';
  });
}
