import { displayFloat, floatNumber, isFloat } from './numbers.ts';
import { sortedKeys } from './order.ts';
import { Regex } from './regex.ts';
import { isString, textOf } from './text.ts';
import { timestampText } from './timestamp-text.ts';
import { Timestamp } from './timestamp.ts';
import type { Value } from './value.ts';

/** A value as a message of VRL shows it: `{ "a": 1 }`, `t'…'`, `r'…'`. */
export function displayText(value: Value): string {
  if (value === null) return 'null';
  if (isString(value)) {
    const text = textOf(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    return `"${text.replaceAll('\n', '\\n')}"`;
  }
  if (isFloat(value)) return displayFloat(floatNumber(value));
  if (typeof value !== 'object') return String(value);
  if (value instanceof Timestamp) return `t'${timestampText(value)}'`;
  if (value instanceof Regex) return `r'${value.source}'`;
  if (Array.isArray(value)) return `[${value.map(displayText).join(', ')}]`;
  const fields = sortedKeys(value).map((key) => `"${key}": ${displayText(value[key] ?? null)}`);
  return `{ ${fields.join(', ')} }`;
}
