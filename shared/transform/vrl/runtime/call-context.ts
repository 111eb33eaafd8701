import type { Timestamp } from './timestamp.ts';

/** What a program may know beside its event. The same when the record is processed again, so `exact` holds. */
export interface CallContext {
  /** When the epoch was opened. */
  readonly now: Timestamp;
  /** The next 32 random bits, seeded by topic, partition and offset. */
  readonly random: () => number;
}
