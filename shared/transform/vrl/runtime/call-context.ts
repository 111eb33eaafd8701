import type { Timestamp } from './timestamp.ts';

/** What a program may know beside its event. The same when the record is processed again, so `exact` holds. */
export interface CallContext {
  /** When the epoch was opened. */
  readonly now: Timestamp;
  /** The next 32 random bits, seeded by topic, partition and offset. */
  readonly random: () => number;
  /**
   * What the program logs by `log`, as the operator wrote it. Whoever gives this keeps to the limit: a message of one
   * place in the program comes once in so many seconds, with the number of those left out.
   */
  readonly log: (level: string, message: string, limitSeconds: number) => void;
}
