import { messageField } from './message-field.ts';
import { eventCodec } from './event-codec.ts';
import type { MessageCodec } from './transcode/message-codec.ts';
import { readText } from './read-text.ts';

/** The codec `string`: a value is text, whoever reads it, and becomes `{ message }`. */
export function createStringCodec(): MessageCodec {
  return eventCodec(
    (bytes, start, end) => ({ [messageField]: readText(bytes, start, end, start) }),
    false,
  );
}
