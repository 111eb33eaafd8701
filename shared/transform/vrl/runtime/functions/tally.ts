import { debugEscapes, debugText } from '../debug-text.ts';
import { Failure } from '../failure.ts';
import { jsonText } from '../json-write.ts';
import { isFloat } from '../numbers.ts';
import { sortedKeys } from '../order.ts';
import { type Bytes, bytesOf, isString, textOf } from '../text.ts';
import { Timestamp } from '../timestamp.ts';
import { timestampText } from '../timestamp-text.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
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

/** The value as Rust's `{:?}` has it. */
function rustDebug(value: Value): string {
  if (value === null) return 'Null';
  if (typeof value === 'boolean') return `Boolean(${value})`;
  if (isFloat(value)) return `Float(${jsonText(value)})`;
  if (typeof value === 'bigint' || typeof value === 'number') return `Integer(${value})`;
  if (isString(value)) return `Bytes(b${bytesText(value)})`;
  if (value instanceof Timestamp) return `Timestamp(${timestampText(value)})`;
  if (Array.isArray(value)) return `Array([${value.map(rustDebug).join(', ')}])`;
  if (!isObject(value)) return `Regex(ValueRegex(Regex(${debugText(value.source)})))`;
  const fields = sortedKeys(value).map(
    (key) => `KeyString(${debugText(key)}): ${rustDebug(value[key] ?? null)}`,
  );
  return `Object({${fields.join(', ')}})`;
}

/** Bytes in quotes: what is no printable ASCII as an escape. */
function bytesText(value: Bytes): string {
  const escaped = Buffer.from(bytesOf(value))
    .toString('latin1')
    .replaceAll(
      /[^ !#-[\]-~]/g,
      (character) =>
        debugEscapes.get(character) ??
        `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
  return `"${escaped}"`;
}
