/**
 * The byte path: where no transform looks into the payload, its checked bytes are copied as they are, and what is added
 * is written behind them. No object, no string, no promise per record. It is the three stages decode, transform and
 * encode fused into one, so it alone knows words of all three; `decodeEvent`, the operations and `stringifyEvent` one after
 * the other give the same event.
 *
 *     {"device":"a","one":95}   key test   ⟶   {"device":"a","one":95,"message_key":"test","timestamp":"2024-…Z"}
 */
import type { MetadataFields } from '../pipeline/model.ts';
import type { Chunk, RecordCursor } from '../record.ts';
import type { FieldOperation } from '../transform/model.ts';
import { type ByteTarget, GrowableTarget } from './byte-target.ts';
import type { Codec } from './framing.ts';
import type { ScannedBody } from './json/body.ts';
import { writeEscaped } from './json/escape.ts';
import { spliceFields } from './splice-fields.ts';
import { SpliceWriter } from './splice-writer.ts';

export interface SplicePlan {
  /** What the scanner must watch for; it may watch for more, where several plans share one. */
  readonly watched: readonly string[];
  /** The records that follow are of this chunk. */
  readonly begin: (chunk: Pick<Chunk, 'topic' | 'partition' | 'start' | 'next'>) => void;
  /**
   * Writes the event of the record under the cursor, which the scanner has just accepted: one line or element, without
   * the framing around it.
   *
   * @param json what was scanned; left out: the record's value
   */
  readonly write: (
    scanner: ScannedBody,
    cursor: RecordCursor,
    target: ByteTarget,
    json?: Buffer,
  ) => void;
}

/**
 * Compiles metadata and operations to a writer of bytes. Fields stand in the payload's order, then the metadata in that
 * of `metadataOrder`, then what is set. The payload's bytes stay as they are: numbers, escapes, duplicate keys, blanks;
 * only where a line break stands between tokens the white space is left out.
 *
 * After `encode_json` the event is one field `message` that holds its JSON as text: codec `text` writes that JSON itself,
 * the others write `{"message":"…"}`.
 *
 * @returns null where it takes the object path to know what comes out: `text` without `encode_json` writes a field of
 *   the payload, and a number that JSON cannot hold is to be rejected record by record
 */
export function compileSplice(
  fields: MetadataFields,
  operations: readonly FieldOperation[],
  codec: Codec,
): SplicePlan | null {
  const spliced = spliceFields(fields, operations);
  if (spliced === null || (codec === 'text' && !spliced.encodesJson)) return null;
  const writer = new SpliceWriter(spliced);
  return {
    watched: spliced.replaced,
    begin: (chunk) => writer.begin(chunk),
    write:
      codec !== 'text' && spliced.encodesJson
        ? messageWriter(writer)
        : (scanner, cursor, target, json = cursor.bytes) =>
            writer.write(scanner, cursor, target, json),
  };
}

const messageStart = Buffer.from('{"message":"');
const messageEnd = Buffer.from('"}');

/** Writes the event as text in the one field `message`: first to the side, then escaped. */
function messageWriter(writer: SpliceWriter): SplicePlan['write'] {
  const side = new GrowableTarget();
  return (scanner, cursor, target, json = cursor.bytes) => {
    side.position = 0;
    writer.write(scanner, cursor, side, json);
    // JSON text holds no control characters but blanks: nothing takes more than a backslash
    target.reserve(messageStart.length + side.position * 2 + messageEnd.length);
    const into = target.buffer;
    let to = target.position;
    to += messageStart.copy(into, to);
    to = writeEscaped(side.buffer, 0, side.position, into, to);
    to += messageEnd.copy(into, to);
    target.position = to;
  };
}
