import { debugText } from '../debug-text.ts';
import { Failure } from '../failure.ts';
import { jsonText } from '../json-write.ts';
import { isString, textOf } from '../text.ts';
import { type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function tally(value: Value[]): VrlObject | Failure {
  const counts = new Map<string, number>();
  for (const item of value) {
    if (!isString(item)) {
      return new Failure(`all values must be strings, found: ${rustDebug(item)}`);
    }
    const text = textOf(item);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const result: VrlObject = {};
  for (const [text, count] of counts) setField(result, text, count);
  return result;
}

/** The value as Rust's `{:?}` has it, for the plainest kinds. */
function rustDebug(value: Value): string {
  if (value === null) return 'Null';
  if (typeof value === 'boolean') return `Boolean(${value})`;
  if (typeof value === 'bigint' || Number.isInteger(value)) return `Integer(${jsonText(value)})`;
  return typeof value === 'number' ? `Float(${value})` : debugText(jsonText(value));
}
