import { Float, isObject, type Value } from './value.ts';
import { jsonFloat } from './numbers.ts';
import { sortedKeys } from './order.ts';
import { Regex } from './regex.ts';
import { textOf } from './text.ts';
import { timestampText } from './timestamp-text.ts';
import { Timestamp } from './timestamp.ts';

/** A value as VRL writes JSON: sorted keys, floats with a point, timestamps and regexes as their texts. */
export function jsonText(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : jsonFloat(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    let text = '[';
    for (const [index, item] of value.entries()) text += (index === 0 ? '' : ',') + jsonText(item);
    return `${text}]`;
  }
  if (!isObject(value)) return scalar(value);
  let text = '{';
  let comma = '';
  for (const key of sortedKeys(value)) {
    text += `${comma}${quoted(key)}:${jsonText(value[key] ?? null)}`;
    comma = ',';
  }
  return `${text}}`;
}

/** The same on lines of their own, with two blanks a level. */
export function prettyJsonText(value: Value, indent = '\n'): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => `${deeper}${prettyJsonText(item, deeper)}`);
    return `[${items.join(',')}${indent}]`;
  }
  if (!isObject(value)) return jsonText(value);
  const keys = sortedKeys(value);
  if (keys.length === 0) return '{}';
  const fields = keys.map(
    (key) => `${deeper}${quoted(key)}: ${prettyJsonText(value[key] ?? null, deeper)}`,
  );
  return `{${fields.join(',')}${indent}}`;
}

function scalar(value: Float | Uint8Array | Timestamp | Regex): string {
  if (value instanceof Float) return jsonFloat(value.value);
  if (value instanceof Timestamp) return quoted(timestampText(value));
  if (value instanceof Regex) return quoted(value.source);
  return quoted(textOf(value));
}

/** JSON.stringify writes a string as VRL does: well-formed text has no other escapes. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
