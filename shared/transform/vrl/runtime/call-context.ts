import type { Timestamp } from './timestamp.ts';

/** Variables of the environment, those that are not set among them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a program may know beside its event. The same when the record is processed again, so `exact` holds. */
export interface CallContext {
  /** When the epoch was opened. */
  readonly now: Timestamp;
  /** The next 32 random bits, seeded by topic, partition and offset. */
  readonly random: () => number;
  /** Variables of the environment that it names, as they were when the process began. */
  readonly variables: Variables;
  /**
   * What the program logs by `log`, as the operator wrote it. Whoever gives this keeps to the limit: a message of one
   * place in the program comes once in so many seconds, with the number of those left out.
   */
  readonly log: (level: string, message: string, limitSeconds: number) => void;
}
