import type { TopicPartition } from '../record.ts';
import type { Epoch } from './epoch.ts';
import type { Span } from './span.ts';

/**
 * Who keeps the offsets. `begin` is there for exact mode: it writes down what will be published, and answers false
 * where that can't be done any more because the partition is lost: then the signal is aborted. `end`: everything below the spans' `next` is stored.
 * `pressed`: the epoch of this partition was ended for want of memory, or of room on the disk.
 */
export interface OffsetKeeper {
  readonly begin: (epoch: Epoch, released: AbortSignal) => Promise<boolean>;
  readonly end: (spans: readonly Span[]) => void;
  readonly pressed: (at: TopicPartition) => void;
}
