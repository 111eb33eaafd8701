import { setField } from '../../../../set-field.ts';
import { Failure } from '../failure.ts';
import { GrokPattern } from '../grok/pattern.ts';
import { plainText } from '../plain-text.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

const known = new WeakMap<Value[], GrokPattern>();

/** @param pattern the regular expression, and then fields, each with the number of its group: what the compiler made of it */
export function parseGrok(value: Bytes, pattern: Value[]): VrlObject | Failure {
  let compiled = known.get(pattern);
  if (compiled === undefined) {
    compiled = new GrokPattern(plainText(pattern[0]));
    known.set(pattern, compiled);
  }
  const text = textOf(value);
  const slots = compiled.match(text);
  if (slots === null) return new Failure('unable to parse input with grok pattern');
  const fields: VrlObject = {};
  for (let at = 1; at < pattern.length; at += 2) {
    const group = Number(pattern[at + 1]) * 2;
    const start = slots[group] ?? -1;
    const end = slots[group + 1] ?? -1;
    if (start >= 0 && end >= start)
      setField(fields, plainText(pattern[at]), text.slice(start, end));
  }
  return fields;
}
