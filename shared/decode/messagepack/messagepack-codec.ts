import { eventCodec, ValueFault } from '../event-codec.ts';
import type { MessageCodec } from '../transcode/message-codec.ts';
import type { Event } from '../../transform/model.ts';
import { MessagePackReader } from './messagepack-reader.ts';

/** The codec `messagepack`: a value is one map. */
export function createMessagePackCodec(): MessageCodec {
  return eventCodec((bytes, start, end) => {
    const reader = new MessagePackReader(bytes, start, end);
    const value = reader.value(0);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ValueFault('at byte 0: the value is no map, and an event is an object');
    }
    reader.expectEnd();
    return value as Event;
  }, false);
}
