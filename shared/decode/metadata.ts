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
