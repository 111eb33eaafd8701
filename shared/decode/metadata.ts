import type { MetadataFields } from '../pipeline/model.ts';
import type { RecordCursor } from '../record.ts';
import type { EventValue } from '../transform/model.ts';
import { setField } from '../set-field.ts';

/** A piece of metadata, by its name in the source's options. */
export type MetadataName = keyof MetadataFields;

/** In this order metadata stands behind the payload's own fields. */
export const metadataOrder: readonly MetadataName[] = [
  'key',
  'topic',
  'partition',
  'offset',
  'headers',
  'timestamp',
  'sourceType',
];

/** What `source_type` holds, as in Vector. */
export const sourceType = 'kafka';

/** The Kafka key as text, bytes that are not UTF-8 replaced by U+FFFD as Vector does; null where there is none. */
export function keyText(cursor: RecordCursor): string | null {
  const { bytes, keyStart, keyEnd } = cursor;
  return keyStart < 0 ? null : bytes.toString('utf8', keyStart, keyEnd);
}

/** Headers by name; of several with one name the last counts, a null value is an empty text: both as in Vector. */
export function headerFields(cursor: RecordCursor): Record<string, EventValue> {
  const fields: Record<string, EventValue> = {};
  for (const { name, value } of cursor.headers()) {
    const text =
      value === null
        ? ''
        : Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
    setField(fields, name, text);
  }
  return fields;
}

let lastMs = NaN;
let lastText = '';
let lastSecond = NaN;
let lastPrefix = '';

/**
 * The record's time as RFC 3339 with milliseconds; null where it has none. A time that no date can hold (a producer
 * that wrote nanoseconds) stays the number it is. Neighbours mostly share their second: only its text is made by a Date.
 */
export function timestampField(timestampMs: number): string | number | null {
  if (timestampMs < 0) return null;
  if (timestampMs > maxDateMs) return timestampMs;
  if (timestampMs === lastMs) return lastText;
  const second = Math.floor(timestampMs / 1000);
  if (second !== lastSecond) {
    lastPrefix = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  lastMs = timestampMs;
  lastText = `${lastPrefix}${String(timestampMs - second * 1000).padStart(3, '0')}Z`;
  return lastText;
}

/** The last millisecond that a JavaScript date can hold, in the year 275760. */
export const maxDateMs = 8.64e15;
