import type { RecordCursor } from '../../record.ts';

/**
 * Finds which schema a value was written with, and where the value itself begins. One instance serves one thread, and
 * its fields speak of the last `read`.
 */
export interface WireFormat {
  /** Whether the record under the cursor names a schema. Never throws. */
  readonly read: (cursor: RecordCursor) => boolean;
  /** The schema's id, as the registry is asked for it: a number in decimal, or a UUID in lower case. */
  readonly id: string;
  /** Where the value begins behind what names the schema. */
  readonly payloadStart: number;
  /** Whether the value is compressed by zlib. */
  readonly compressed: boolean;
  /** Which message of a protobuf schema it is, from the outermost in; empty where that is not said. */
  readonly messageIndexes: readonly number[];
  /** Why the last `read` gave false: what was got and what is allowed, nothing of the payload. */
  readonly fault: string;
}
