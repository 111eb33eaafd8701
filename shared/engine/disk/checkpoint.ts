import * as v from 'valibot';
import { parsed } from './journal-header.ts';

/** Which part an object has among those of its destination: what is decided next depends on it. */
export interface ObjectRole {
  /** Whether events still go into it; one that has reached its size is complete. */
  readonly open: boolean;
  /** Whether it is what prefixes share that are too many, and not of one that has objects of its own. */
  readonly overflow: boolean;
}

/** One object of an epoch as a checkpoint has it; its bytes are the pieces before it. */
export interface ObjectState extends ObjectRole {
  /** Which destination it goes to: see `Destination.id`. */
  readonly destination: string;
  readonly prefix: string;
  /** How many pieces of it stand in the journal in front of the checkpoint. */
  readonly pieces: number;
  readonly rawBytes: number;
  readonly events: number;
  readonly crc32: number;
  readonly minTimestampMs: number;
  readonly maxTimestampMs: number;
}

/** All that is needed, beside the pieces, to go on with an epoch as if nothing had happened. */
export interface Checkpoint {
  /** Where the epoch goes on. */
  readonly next: string;
  readonly records: number;
  readonly oldestTimestampMs: number;
  readonly full: 'size' | 'count' | 'schemas' | null;
  /** Records that left no event, by component and reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Ids of the schemas that were given up. */
  readonly givenUp: readonly string[];
  /** In the order of their numbers. */
  readonly objects: readonly ObjectState[];
}

function schema(): v.GenericSchema<unknown, Checkpoint> {
  const count = v.pipe(v.number(), v.integer(), v.minValue(0));
  return v.strictObject({
    next: v.pipe(v.string(), v.regex(/^\d{1,19}$/)),
    records: count,
    oldestTimestampMs: v.number(),
    full: v.nullable(v.picklist(['size', 'count', 'schemas'])),
    dropped: v.record(v.string(), count),
    givenUp: v.array(v.string()),
    objects: v.array(
      v.strictObject({
        destination: v.string(),
        prefix: v.string(),
        open: v.boolean(),
        overflow: v.boolean(),
        pieces: count,
        rawBytes: count,
        events: count,
        crc32: count,
        minTimestampMs: v.number(),
        maxTimestampMs: v.number(),
      }),
    ),
  });
}

const shape = schema();

export function formatCheckpoint(checkpoint: Checkpoint): Buffer {
  return Buffer.from(JSON.stringify(checkpoint), 'utf8');
}

/** Null where it is none. */
export function parseCheckpoint(payload: Buffer): Checkpoint | null {
  return parsed(shape, payload);
}
