import { messageField } from '../decode/message-field.ts';
import type { MetadataFields } from '../pipeline/model.ts';
import type { RecordCursor } from '../record.ts';
import type { FieldOperation } from '../transform/model.ts';
import type { ByteTarget } from './byte-target.ts';
import { copyBytes } from './copy-bytes.ts';
import type { Codec } from './framing.ts';

/**
 * Whether all that is written of an event is its message, as it came: the codec `text` behind the codec `bytes`, with
 * nothing in between that touches the message. What is done to other fields does not show.
 */
export function isCopied(
  fields: MetadataFields,
  operations: readonly FieldOperation[],
  codec: Codec,
): boolean {
  return (
    codec === 'text' &&
    !Object.values(fields).includes(messageField) &&
    operations.every((one) => one.kind !== 'encode_json' && one.field !== messageField)
  );
}

/** Writes the value of the record under the cursor as it is. */
export function copyValue({ bytes, valueStart, valueEnd }: RecordCursor, target: ByteTarget): void {
  target.reserve(valueEnd - valueStart);
  target.position = copyBytes(bytes, valueStart, valueEnd, target.buffer, target.position);
}
