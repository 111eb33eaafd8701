import type { Ownership, TopicPartition } from '../record.ts';

/** The records of one partition within an epoch: the offsets `[first, next)`. */
export interface Span extends TopicPartition {
  readonly key: string;
  readonly first: bigint;
  next: bigint;
  /** Under what right its end may be committed. Changes only while the partition stays ours over a rejoin. */
  ownership: Ownership | null;
  /** Records taken, those that were rejected or dropped included. */
  records: number;
}
