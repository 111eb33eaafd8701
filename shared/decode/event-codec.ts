import type { Event } from '../transform/model.ts';
import type { MessageCodec } from './transcode/message-codec.ts';
import { writeEvent } from './write-event.ts';

/** Reads a value as an event, or throws a ValueFault. */
export type ReadEvent = (bytes: Buffer, start: number, end: number) => Event;

/** Why a value cannot be read. Not an Error: no stack is captured, it is thrown for each bad record. */
export class ValueFault {
  readonly reason: string;

  /** @param reason what was got and where, without the payload */
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The codec of a format that is read as an event first, of which its JSON is made. */
export function eventCodec(read: ReadEvent, givesRawNumbers: boolean): MessageCodec {
  let failure = '';
  const parse: MessageCodec['parse'] = (bytes, start, end) => {
    try {
      return read(bytes, start, end);
    } catch (fault) {
      if (!(fault instanceof ValueFault)) throw fault;
      failure = fault.reason;
      return null;
    }
  };
  return {
    givesRawNumbers,
    parse,
    transcode: (bytes, start, end, target) => {
      const event = parse(bytes, start, end);
      if (event === null) return false;
      writeEvent(event, target);
      return true;
    },
    describeFailure: () => failure,
  };
}
