import type { Event } from '../../transform/model.ts';

/**
 * Where a codec writes JSON. `ByteTarget` of the encoders is one; named here as well, because a decoder may not know
 * an encoder.
 */
export interface JsonTarget {
  buffer: Buffer;
  position: number;
  /** Makes sure that `bytes` more fit behind `position`; may replace `buffer` and `position`. */
  reserve: (bytes: number) => void;
}

/**
 * What the generated code of one message type does. One instance serves one thread, and `describeFailure` speaks of
 * its last call.
 */
export interface MessageCodec {
  /**
   * Writes the message `bytes[start, end)` as one JSON object, without a line break, behind `position`, and moves that.
   * False: it is not decodable, and `position` stands where it stood. Never throws.
   */
  readonly transcode: (bytes: Buffer, start: number, end: number, target: JsonTarget) => boolean;
  /**
   * The message as an event, with the JSON values that `transcode` writes; a field that is absent is undefined. Null: it
   * is not decodable. Never throws.
   */
  readonly parse: (bytes: Buffer, start: number, end: number) => Event | null;
  /** Whether an event may hold what `JSON.rawJSON` gives, for numbers that JavaScript would change. */
  readonly givesRawNumbers: boolean;
  /** Why the last call failed: the place, the field, what was got and what is allowed; nothing of the payload. */
  readonly describeFailure: () => string;
}
