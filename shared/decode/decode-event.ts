import type { MetadataFields } from '../pipeline/model.ts';
import type { Chunk, RecordCursor } from '../record.ts';
import type { Event, EventValue } from '../transform/model.ts';
import type { Decoder } from './decoder.ts';
import { headerFields, keyText, type MetadataName, metadataOrder, sourceType } from './metadata.ts';
import { setField } from '../set-field.ts';
import { recordTime } from '../time/record-time.ts';

/** Where the records of a chunk stand. */
export type ChunkPlace = Pick<Chunk, 'topic' | 'partition' | 'start'>;

/**
 * The event of the record under the cursor, whose value was just scanned: its fields, then the metadata, which replaces
 * a field of the same name. Numbers that JavaScript would change are what `JSON.rawJSON` gives.
 */
export function decodeEvent(
  decoder: Pick<Decoder, 'parse'>,
  cursor: RecordCursor,
  chunk: ChunkPlace,
  fields: readonly AddedField[],
): Event {
  const { bytes, valueStart, valueEnd } = cursor;
  const event = decoder.parse(bytes, valueStart, valueEnd);
  for (const { field, read } of fields) setField(event, field, read(cursor, chunk));
  return event;
}

/** A field of metadata, and how it is read. */
export interface AddedField {
  readonly field: string;
  readonly name: MetadataName;
  readonly read: (cursor: RecordCursor, chunk: ChunkPlace) => EventValue;
}

/** @param except fields that nobody sees */
export function addedFields(
  fields: MetadataFields,
  except: readonly string[] = [],
): readonly AddedField[] {
  return metadataOrder.flatMap((name) => {
    const field = fields[name];
    if (field === null || except.includes(field)) return [];
    return [{ field, name, read: metadataValues[name] }];
  });
}

const metadataValues: Readonly<
  Record<MetadataName, (cursor: RecordCursor, chunk: ChunkPlace) => EventValue>
> = {
  key: keyText,
  topic: (_cursor, chunk) => chunk.topic,
  partition: (_cursor, chunk) => chunk.partition,
  offset(cursor, chunk) {
    const offset = chunk.start + BigInt(cursor.offsetDelta);
    // a number is what a transform expects; beyond 2^53, where one would lie, it stays what it is
    return offset <= Number.MAX_SAFE_INTEGER ? Number(offset) : offset;
  },
  headers: (cursor) => (cursor.headerCount === 0 ? {} : headerFields(cursor)),
  timestamp: (cursor) => recordTime(cursor.timestampMs),
  sourceType: () => sourceType,
};
