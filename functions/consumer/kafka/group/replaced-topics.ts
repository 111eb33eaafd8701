import { SluiceError } from '../../../../shared/errors.ts';
import type { TopicPartition } from '../../../../shared/record.ts';
import type { TopicWatch } from '../topics/topic-watch.ts';
import type { Holding } from './holding.ts';

type Incarnations = Pick<TopicWatch, 'incarnationOf'>;

/** Writes down which topics it is that are assigned. */
export function noteIncarnations(
  partitions: readonly TopicPartition[],
  topics: Incarnations,
): Map<string, string> {
  return new Map(partitions.map(({ topic }) => [topic, topics.incarnationOf(topic)]));
}

/**
 * Takes out of the holding what belongs to topics that were deleted and made again since they were assigned, and asks
 * for a rebalance: positions and whatever else is known of them are those of a log that is gone, and the host must begin
 * anew. An id that is known only now (a cluster that was upgraded) is no other topic.
 * @returns what was taken out, and an error that says why; null where nothing was
 */
export function withdrawReplaced(
  holding: Holding,
  topics: Incarnations,
): { readonly partitions: readonly TopicPartition[]; readonly why: SluiceError } | null {
  const changes = new Map<string, string>();
  for (const [topic, before] of holding.incarnations) {
    const now = topics.incarnationOf(topic);
    if (now === before) continue;
    holding.incarnations.set(topic, now);
    if (before !== '') changes.set(topic, `${topic} (${before} before, ${now} now)`);
  }
  const partitions = holding.partitions.filter(({ topic }) => changes.has(topic));
  if (partitions.length === 0) return null;
  holding.partitions = holding.partitions.filter(({ topic }) => !changes.has(topic));
  holding.askRebalance();
  const text = [...changes.values()].join(', ');
  return {
    partitions,
    why: new SluiceError('LOG_TRUNCATED', `deleted and made again: ${text}; joining anew`),
  };
}
