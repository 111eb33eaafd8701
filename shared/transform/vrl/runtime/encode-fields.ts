import { Failure } from './failure.ts';
import { jsonText } from './json-write.ts';
import { kindName } from './kind-name.ts';
import { displayFloat, floatNumber, isFloat } from './numbers.ts';
import { compareText } from './order.ts';
import { Regex } from './regex.ts';
import { isString, textOf } from './text.ts';
import { timestampText } from './timestamp-text.ts';
import { Timestamp } from './timestamp.ts';
import { isWhite } from './white-space.ts';
import { isObject, type Value, type VrlObject } from './value.ts';

/** Writes fields as `key=value`, those of objects and arrays inside under names with points. */
export function encodeFields(
  object: VrlObject,
  ordering: readonly Value[],
  between: string,
  behind: string,
  flattenBoolean: boolean,
): string | Failure {
  const fields = new Map<string, Value>();
  for (const key of Object.keys(object)) flatten(key, object[key] ?? null, fields);
  const order: string[] = [];
  for (const [index, name] of ordering.entries()) {
    if (!isString(name)) {
      const kind = kindName(name);
      return new Failure(
        `invalid field value type at index ${index}: expected string, got ${kind}`,
      );
    }
    order.push(textOf(name));
  }
  const rest = [...fields.keys()].filter((key) => !order.includes(key)).toSorted(compareText);
  let text = '';
  for (const key of [...new Set(order), ...rest]) {
    const value = fields.get(key);
    if (value === undefined || (flattenBoolean && value === false)) continue;
    text += quoted(key);
    if (!(flattenBoolean && value === true)) text += between + quoted(plainText(value));
    text += behind;
  }
  return text.endsWith(behind) ? text.slice(0, text.length - behind.length) : text;
}

function flatten(name: string, value: Value, fields: Map<string, Value>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) flatten(`${name}.${index}`, item, fields);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) flatten(`${name}.${key}`, value[key] ?? null, fields);
  } else {
    fields.set(name, value);
  }
}

function plainText(value: Value): string {
  if (isString(value)) return textOf(value);
  if (isFloat(value)) return displayFloat(floatNumber(value));
  if (value instanceof Timestamp) return timestampText(value);
  return value instanceof Regex ? value.source : jsonText(value);
}

function quoted(text: string): string {
  const needsQuotes = Array.from(text).some(
    (character) => character === '"' || character === '=' || isWhite(character.charCodeAt(0)),
  );
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\\\n');
  return needsQuotes ? `"${escaped}"` : escaped;
}
