import type { Event } from '../transform/model.ts';
import type { Codec } from './framing.ts';
import { type EncodedEvent, stringifyEvent, stringifyValue } from './json/stringify.ts';

/** Makes the text of one event for a codec: what stands between the framing's bytes. */
export function eventEncoderOf(codec: Codec): (event: Event) => EncodedEvent {
  return codec === 'text' ? encodeMessage : stringifyEvent;
}

/**
 * The `text` codec: the field `message`, text as it is, numbers, booleans and dates as text, objects and arrays as JSON.
 * Vector writes an empty line where there is no message; here such an event is rejected, so that none is lost unseen.
 */
function encodeMessage(event: Event): EncodedEvent {
  const message: unknown = Object.hasOwn(event, 'message') ? event['message'] : undefined;
  if (message === undefined || message === null) {
    return {
      fault: `codec 'text' writes the field 'message', which the event does not have; set it, or use codec 'ndjson'`,
    };
  }
  if (typeof message !== 'string') {
    const encoded = stringifyValue({ message });
    if ('fault' in encoded) return encoded;
    const text = encoded.text.slice('{"message":'.length, -1);
    return { text: text.startsWith('"') ? (JSON.parse(text) as string) : text };
  }
  if (!message.isWellFormed()) {
    return { fault: "field 'message' holds half of a surrogate pair, which UTF-8 cannot" };
  }
  return { text: message };
}
