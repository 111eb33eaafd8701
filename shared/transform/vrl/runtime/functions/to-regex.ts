import { Failure } from '../failure.ts';
import { Regex } from '../regex.ts';
import { type Bytes, textOf } from '../text.ts';

const maxKnown = 256;
const known = new Map<string, Regex>();

export function toRegex(value: Bytes): Regex | Failure {
  const source = textOf(value);
  const before = known.get(source);
  if (before !== undefined) return before;
  let regex: Regex;
  try {
    regex = new Regex(source);
  } catch (fault) {
    return new Failure(`could not create regex: regex parse error: ${(fault as Error).message}`);
  }
  if (known.size >= maxKnown) known.clear();
  known.set(source, regex);
  return regex;
}
